import type { ChatMessage, CompletionService } from '@agentops/adapter-taskweaver';
import { inject, injectable } from 'inversify';
import type OpenAI from 'openai';
import type { ConfigSource } from '../app/config-source.ts';
import { ids } from '../app/identifiers.ts';
import { textOf } from './chat-message.ts';

@injectable()
export class OpenAIService implements CompletionService {
  readonly config: { api_type: string; model: string };
  readonly #client: OpenAI;

  constructor(
    @inject(ids.OpenAIClient) client: OpenAI,
    @inject(ids.AppConfigSource) source: ConfigSource,
  ) {
    this.#client = client;
    const model = source.get('llm.openai.model', 'gpt-4.1-mini');
    this.config = { api_type: 'openai', model };
  }

  async *chatCompletion(
    messages: ChatMessage[],
    stream = true,
    temperature: number | null = 0,
    max_tokens: number | null = 1024,
  ): AsyncGenerator<ChatMessage, void> {
    const request = {
      model: this.config.model,
      messages: messages.map((message) => ({
        role: message.role as 'system' | 'user' | 'assistant',
        content: textOf(message),
      })),
      temperature,
      max_tokens,
      response_format: { type: 'json_object' as const },
    };
    const { completions } = this.#client.chat;
    if (stream) {
      for await (const { choices } of await completions.create({ ...request, stream: true })) {
        const content = choices[0]?.delta.content;
        if (content) yield { role: 'assistant', content };
      }
    } else {
      const { choices } = await completions.create(request);
      yield { role: 'assistant', content: choices[0]?.message.content ?? '' };
    }
  }
}

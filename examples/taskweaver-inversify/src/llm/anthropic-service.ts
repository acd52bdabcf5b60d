import type { ChatMessage, CompletionService } from '@agentops/adapter-taskweaver';
import type Anthropic from '@anthropic-ai/sdk';
import { inject, injectable } from 'inversify';
import type { ConfigSource } from '../app/config-source.ts';
import { ids } from '../app/identifiers.ts';
import { textOf } from './chat-message.ts';

@injectable()
export class AnthropicService implements CompletionService {
  readonly config: { api_type: string; model: string };
  readonly #client: Anthropic;

  constructor(
    @inject(ids.AnthropicClient) client: Anthropic,
    @inject(ids.AppConfigSource) source: ConfigSource,
  ) {
    this.#client = client;
    this.config = { api_type: 'anthropic', model: source.get('model', 'claude-sonnet-4-6') };
  }

  async *chatCompletion(
    messages: ChatMessage[],
    stream = true,
    _temperature: number | null = 0,
    max_tokens: number | null = 1024,
  ): AsyncGenerator<ChatMessage, void> {
    const isSystem = ({ role }: ChatMessage) => role === 'system';
    const request = {
      model: this.config.model,
      max_tokens: max_tokens ?? 1024,
      system: messages.filter(isSystem).map(textOf).join('\n'),
      messages: messages
        .filter((message) => !isSystem(message))
        .map((message) => ({
          role: message.role as 'user' | 'assistant',
          content: textOf(message),
        })),
    };
    if (stream) {
      for await (const event of await this.#client.messages.create({ ...request, stream: true })) {
        if (event.type !== 'content_block_delta' || event.delta.type !== 'text_delta') continue;
        yield { role: 'assistant', content: event.delta.text };
      }
    } else {
      const { content } = await this.#client.messages.create(request);
      const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('');
      yield { role: 'assistant', content: text };
    }
  }
}

import type { ChatMessage, CompletionService, Post } from '@agentops/adapter-taskweaver';
import { inject, injectable } from 'inversify';
import { ids } from '../app/identifiers.ts';
import { ResponseError } from '../llm/response-reader.ts';
import { createId } from '../memory/create-id.ts';
import { attachmentText } from '../memory/post.ts';
import type { SessionMemory } from '../memory/session-memory.ts';
import type { EventEmitter } from '../session/event-emitter.ts';
import type { PostProxy } from '../session/post-proxy.ts';
import { conversationOf } from './conversation.ts';
import { plannerInstruction } from './planner-instruction.ts';
import type { Role } from './role.ts';
import { translate } from './translator.ts';

/** How often it may correct itself in a row. */
const maxSelfAsks = 3;

/** Makes the plan, asks the workers, and answers the user. */
@injectable()
export class Planner implements Role {
  readonly alias = 'Planner';
  readonly #service: CompletionService;
  readonly #emitter: EventEmitter;
  #selfAsks = 0;

  constructor(
    @inject(ids.CompletionService) service: CompletionService,
    @inject(ids.SessionEventEmitter) emitter: EventEmitter,
  ) {
    this.#service = service;
    this.#emitter = emitter;
  }

  async reply(memory: SessionMemory): Promise<Post> {
    const post = this.#emitter.createPostProxy(this.alias);
    post.updateStatus('composing prompt');
    const prompt: ChatMessage[] = [
      { role: 'system', content: plannerInstruction },
      ...conversationOf(memory.postsOf(this.alias), this.alias),
    ];
    post.updateStatus('calling LLM endpoint');
    const said: string[] = [];
    try {
      await translate(tee(this.#service.chatCompletion(prompt), post, said), post);
      check(post.post);
      addPlan(post);
      this.#selfAsks = 0;
    } catch (error) {
      if (!(error instanceof ResponseError)) throw error;
      this.#correct(post, error, said.join(''));
    }
    return post.end();
  }

  async close(): Promise<void> {}

  /** The answer was not what it should be: the planner tells itself so. */
  #correct(post: PostProxy, { message }: ResponseError, said: string): void {
    post.error(`Failed to parse LLM output due to ${message}`);
    post.addAttachment('invalid_response', said);
    post.addAttachment(
      'revise_message',
      `Your JSON output has errors. ${message}. Correct them and send the response again.`,
    );
    if (this.#selfAsks++ >= maxSelfAsks) {
      this.#selfAsks = 0;
      post.end(`Planner failed to generate response because ${message}`);
      throw new Error(`Planner failed to generate response because ${message}`);
    }
    post.updateSendTo(this.alias);
  }
}

async function* tee(
  answer: AsyncIterable<ChatMessage>,
  post: PostProxy,
  said: string[],
): AsyncGenerator<ChatMessage> {
  for await (const chunk of answer) {
    if (said.length === 0) post.updateStatus('receiving LLM response');
    said.push(String(chunk.content));
    yield chunk;
  }
}

function check(post: Post): void {
  const missing = (['init_plan', 'plan', 'current_plan_step'] as const).filter(
    (type) => attachmentText(post, type) === undefined,
  );
  const problems = [
    ...(missing.length > 0 ? [`missing ${missing.join(', ')}`] : []),
    ...(post.send_to === 'Unknown' ? ['missing send_to'] : []),
    ...(post.message.trim() === '' ? ['missing message'] : []),
  ];
  if (problems.length > 0) throw new ResponseError(problems.join('; '));
}

function addPlan(post: PostProxy): void {
  const content = `====== Plan ======\n${attachmentText(post.post, 'plan')}`;
  post.addAttachment('shared_memory_entry', 'Add the plan to the shared memory', {
    extra: { id: createId('sme'), type: 'plan', scope: 'round', content },
  });
}

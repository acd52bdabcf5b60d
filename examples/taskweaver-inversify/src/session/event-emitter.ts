import type {
  RoleName,
  SessionEventEmitter,
  SessionEventHandler,
  TaskWeaverEvent,
} from '@agentops/adapter-taskweaver';
import { injectable } from 'inversify';
import { createPost } from '../memory/post.ts';
import { PostProxy } from './post-proxy.ts';

/** Tells a session's handlers, in the order of their registration, what goes on. What one throws is thrown at the host. */
@injectable()
export class EventEmitter implements SessionEventEmitter {
  #handlers: SessionEventHandler[] = [];
  #roundId: string | undefined;

  register(handler: SessionEventHandler): void {
    this.#handlers = [...this.#handlers, handler];
  }

  unregister(handler: SessionEventHandler): void {
    this.#handlers = this.#handlers.filter((one) => one !== handler);
  }

  emit(event: TaskWeaverEvent): void {
    for (const handler of this.#handlers) handler.handle(event);
  }

  startRound(id: string): void {
    this.#roundId = id;
    this.#emitRound('round_start', 'Round started');
  }

  roundError(message: string): void {
    this.#emitRound('round_error', message);
  }

  endRound(): void {
    this.#emitRound('round_end', 'Round ended');
    this.#roundId = undefined;
  }

  createPostProxy(role: RoleName): PostProxy {
    if (this.#roundId === undefined) throw new Error('a post needs a round');
    return new PostProxy(this, this.#roundId, createPost(role));
  }

  #emitRound(t: 'round_start' | 'round_error' | 'round_end', msg: string): void {
    const round_id = this.#roundId ?? '';
    this.emit({ scope: 'round', t, round_id, post_id: null, msg, extra: null });
  }
}

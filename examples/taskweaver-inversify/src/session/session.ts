import type {
  Post,
  Round,
  SessionMetadata,
  Session as TaskWeaverSession,
} from '@agentops/adapter-taskweaver';
import { inject, injectable } from 'inversify';
import type { ConfigSource } from '../app/config-source.ts';
import { ids } from '../app/identifiers.ts';
import { createPost } from '../memory/post.ts';
import { SessionMemory } from '../memory/session-memory.ts';
import type { Role } from '../roles/role.ts';
import type { EventEmitter } from './event-emitter.ts';

/** A conversation between a user, the planner and the code interpreter. */
@injectable()
export class Session implements TaskWeaverSession {
  readonly metadata: SessionMetadata;
  readonly memory: SessionMemory;
  readonly config: { src: ConfigSource };
  readonly event_emitter: EventEmitter;
  readonly #roles: ReadonlyMap<string, Role>;

  constructor(
    @inject(ids.SessionMetadata) metadata: SessionMetadata,
    @inject(ids.AppConfigSource) source: ConfigSource,
    @inject(ids.SessionEventEmitter) emitter: EventEmitter,
    @inject(ids.Planner) planner: Role,
    @inject(ids.CodeInterpreter) codeInterpreter: Role,
  ) {
    this.metadata = metadata;
    this.memory = new SessionMemory(metadata.session_id);
    this.config = { src: source };
    this.event_emitter = emitter;
    this.#roles = new Map([planner, codeInterpreter].map((role) => [role.alias, role]));
  }

  get session_id(): string {
    return this.metadata.session_id;
  }

  /** One round: from the user's message to the reply. A failure is in the round's state, and is not thrown. */
  async sendMessage(message: string): Promise<Round> {
    const round = this.memory.createRound(message);
    this.event_emitter.startRound(round.id);
    try {
      await this.#talk(round, createPost('User', 'Planner', message));
      round.state = 'finished';
    } catch (error) {
      round.state = 'failed';
      const { message, stack } = error as Error;
      this.event_emitter.roundError(
        `Cannot process your request due to Exception: ${message} \n ${stack}`,
      );
    } finally {
      this.event_emitter.endRound();
    }
    return round;
  }

  async stop(): Promise<void> {
    for (const role of this.#roles.values()) await role.close();
  }

  /** Hands each post to the role that it is for, until one is for the user. */
  async #talk(round: Round, first: Post): Promise<void> {
    const limit = this.config.src.get('session.max_internal_chat_round_num', 10);
    let post = first;
    for (let chats = 0; post.send_to !== 'User'; chats++) {
      if (chats >= limit) {
        throw new Error(`Internal chat round number exceeds the limit of ${limit}`);
      }
      round.post_list.push(post);
      const role = this.#roles.get(post.send_to);
      if (!role) throw new Error(`Unknown recipient ${post.send_to}`);
      post = await role.reply(this.memory);
    }
    round.post_list.push(post);
  }
}

/** A host that emits what TaskWeaver's emitter does (`module/event_emitter.py`), in a class or two. */
import type {
  AttachmentType,
  Memory,
  Round,
  Session,
  SessionEventEmitter,
  SessionEventHandler,
  TaskWeaverEvent,
} from '../src/index.ts';

export class Emitter implements SessionEventEmitter {
  readonly handlers: SessionEventHandler[] = [];
  roundId = '';
  #posts = 0;
  #attachments = 0;

  register(handler: SessionEventHandler): void {
    this.handlers.push(handler);
  }

  unregister(handler: SessionEventHandler): void {
    this.handlers.splice(this.handlers.indexOf(handler), 1);
  }

  emit(event: TaskWeaverEvent): void {
    for (const handler of this.handlers) handler.handle(event);
  }

  round(t: 'round_start' | 'round_error' | 'round_end', msg = ''): void {
    this.emit({ scope: 'round', t, round_id: this.roundId, post_id: null, msg, extra: null });
  }

  post(role: string): PostProxy {
    return new PostProxy(this, `post-${++this.#posts}`, role, () => `atta-${++this.#attachments}`);
  }
}

export class PostProxy {
  sendTo = 'Unknown';
  message = '';
  readonly #emitter: Emitter;
  readonly #newId: () => string;

  constructor(
    emitter: Emitter,
    readonly id: string,
    readonly role: string,
    newId: () => string,
  ) {
    this.#emitter = emitter;
    this.#newId = newId;
    this.#emit({ t: 'post_start', msg: 'Post created', extra: { role } });
  }

  status(msg: string): void {
    this.#emit({ t: 'post_status_update', msg, extra: {} });
  }

  to(role: string): void {
    this.sendTo = role;
    this.#emit({ t: 'post_send_to_update', msg: '', extra: { role } });
  }

  say(msg: string, is_end = true): void {
    this.message += msg;
    this.#emit({ t: 'post_message_update', msg, extra: { is_end } });
  }

  /** In one piece, or in several: the first of a streamed one is empty. */
  attach(
    type: AttachmentType,
    pieces: string | string[] | string[][],
    extra: unknown = null,
  ): void {
    const id = this.#newId();
    const list = Array.isArray(pieces) && type !== 'artifact_paths' ? pieces : [pieces];
    list.forEach((msg, index) => {
      const is_end = index === list.length - 1;
      this.#emit({
        t: 'post_attachment_update',
        msg: msg as string,
        extra: { type, extra, id, is_end },
      });
    });
  }

  error(msg: string): void {
    this.#emit({ t: 'post_error', msg, extra: {} });
  }

  end(): void {
    this.#emit({ t: 'post_end', msg: '', extra: {} });
  }

  #emit(event: { t: string; msg: unknown; extra: unknown }): void {
    const { roundId } = this.#emitter;
    const base = { scope: 'post', round_id: roundId, post_id: this.id };
    this.#emitter.emit({ ...base, ...event } as TaskWeaverEvent);
  }
}

export type Turn = (emitter: Emitter) => void | Promise<void>;

export class TestSession implements Session {
  readonly event_emitter = new Emitter();
  readonly memory: Memory;
  readonly metadata;
  readonly config;
  stopped = 0;

  constructor(
    readonly session_id: string,
    config: Record<string, unknown> = {},
  ) {
    this.memory = { session_id, conversation: { id: 'conv-1', rounds: [] } };
    const workspace = `/app/workspace/${session_id}`;
    this.metadata = { session_id, workspace, execution_cwd: `${workspace}/cwd` };
    this.config = { src: { app_base_path: '/app', json_file_store: config } };
  }

  /** As `session.py:166-275` runs a round; `turn` stands for the roles. */
  async sendMessage(user_query: string, turn: Turn = () => {}): Promise<Round> {
    const { rounds } = this.memory.conversation;
    const id = `round-${this.session_id}-${rounds.length + 1}`;
    const round: Round = { id, user_query, state: 'created', post_list: [] };
    rounds.push(round);
    const emitter = this.event_emitter;
    emitter.roundId = id;
    emitter.round('round_start', 'Round started');
    try {
      await turn(emitter);
      round.state = 'finished';
    } catch (error) {
      round.state = 'failed';
      const { message, stack } = error as Error;
      emitter.round(
        'round_error',
        `Cannot process your request due to Exception: ${message} \n ${stack}`,
      );
    }
    emitter.round('round_end', 'Round ended');
    return round;
  }

  async stop(): Promise<void> {
    this.stopped++;
  }
}

/** A planner's post to somebody, with its plan. */
export function plannerPost(emitter: Emitter, to: string, message: string): PostProxy {
  const post = emitter.post('Planner');
  post.status('composing prompt');
  post.status('calling LLM endpoint');
  post.status('receiving LLM response');
  post.attach('plan', ['', '1. find ', 'anomalies']);
  post.attach('current_plan_step', '1. find anomalies');
  post.to(to);
  post.say(message.slice(0, 3), false);
  post.say(message.slice(3));
  post.attach('shared_memory_entry', 'Add the plan to the shared memory', {
    type: 'plan',
    scope: 'round',
    content: '1. find anomalies',
    id: 'sme-1',
  });
  return post;
}

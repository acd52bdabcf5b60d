/** Records one TaskWeaver session from the events of its emitter. */
import type {
  AdapterRecorder,
  Agent,
  EndOptions,
  EventStatus,
  Origin,
  RunOptions,
  Session,
} from '@agentops/core';
import type { PostEvent, RoundEvent, TaskWeaverEvent } from './host/event.ts';
import { type RoundFactsOf, RoundRecorder } from './round-recorder.ts';

/** The state machine. It takes events in whatever order, and what never ends is closed with its round. */
export class SessionRecorder {
  readonly session: Session;
  readonly #recorder: AdapterRecorder;
  readonly #owned: boolean;
  readonly #agents = new Map<string, Agent>();
  #round: RoundRecorder | undefined;
  #lastEvent: TaskWeaverEvent | undefined;
  #afterDetach: (() => void) | undefined;
  #lastRound: { id: string; status: EventStatus } | undefined;

  /** `owned`: our session is there for the host's, and ends with it. */
  constructor(recorder: AdapterRecorder, session: Session, owned: boolean) {
    this.#recorder = recorder;
    this.session = session;
    this.#owned = owned;
  }

  /** Never throws. The same event object again, from a handler that is registered twice, is one event. */
  handle(event: TaskWeaverEvent, factsOf: RoundFactsOf = () => ({})): void {
    if (event === this.#lastEvent || (this.#afterDetach && !this.#round)) return;
    this.#lastEvent = event;
    this.guard(() => {
      if (event.scope === 'round') this.#onRound(event, factsOf);
      else if (event.scope === 'post') this.#onPost(event, factsOf);
      else if (event.scope === 'session' && event.t === 'session_end') this.end();
    });
  }

  /** Runs code of ours that must not reach the host. */
  guard(work: () => void): void {
    this.#recorder.guard(work, this.#recorder.locate(this.session));
  }

  /** Records no more, but for a round that is under way. `after` that, nothing more is needed from the host. */
  detach(after: () => void): void {
    this.#afterDetach = after;
    if (!this.#round) after();
  }

  /** The host stopped the session, as it may more than once. It does not say how it went: the last round does. */
  end(): void {
    this.endRound(() => ({ state: 'created' }));
    this.endSession();
  }

  /** The same, where a round that is under way will come to its own end. */
  endSession(): void {
    if (!this.#owned || this.session.endState !== undefined) return;
    this.session.end(endOf(this.#round ? 'cancelled' : this.#lastRound?.status));
  }

  /** Ends the round that is under way, if there is one. */
  endRound(factsOf: RoundFactsOf): void {
    const round = this.#round;
    if (!round) return;
    this.#round = undefined;
    this.#lastRound = { id: round.id, status: round.end(factsOf) };
    // Not now: the host is going through its list of handlers.
    if (this.#afterDetach) queueMicrotask(this.#afterDetach);
  }

  /**
   * Where something belongs that the host does now: under the post that is being written, unless the code runs under an
   * event of its own in it. `executionId` names the post whose code it runs for.
   */
  place(origin: Origin, executionId?: string): Origin {
    const open = this.#round?.open(executionId);
    if (!open || origin.parentId !== open.outerId) return origin;
    return { ...origin, parentId: open.handle.id, agent: open.agent ?? origin.agent };
  }

  /** With what `session.run` in another process records under that post. */
  runOptions(executionId?: string): RunOptions {
    const open = this.#round?.open(executionId);
    return open ? { parentId: open.handle.id, ...(open.agent ? { agent: open.agent } : {}) } : {};
  }

  #onRound(event: RoundEvent, factsOf: RoundFactsOf): void {
    if (event.t === 'round_new_post') return;
    const round = this.#roundOf(event.round_id, factsOf);
    if (event.t === 'round_error') round?.addError(event);
    if (event.t === 'round_end' && round) this.endRound(factsOf);
  }

  #onPost(event: PostEvent, factsOf: RoundFactsOf): void {
    this.#roundOf(event.round_id, factsOf)?.addPost(event, (role) => {
      const origin = this.#recorder.locate(this.session) as Origin;
      return { ...origin, agent: this.#agent(role), claim: undefined };
    });
  }

  /** A handler may be registered in the middle of a round. Undefined for a round that has ended. */
  #roundOf(id: string, factsOf: RoundFactsOf): RoundRecorder | undefined {
    if (id === this.#lastRound?.id) return undefined;
    if (id === this.#round?.id) return this.#round;
    this.endRound(factsOf);
    const origin = this.#recorder.locate(this.session) as Origin;
    this.#round = new RoundRecorder(this.#recorder, origin, id, factsOf);
    return this.#round;
  }

  #agent(role: string): Agent {
    let agent = this.#agents.get(role);
    if (!agent) {
      agent = this.session.createAgent({ name: role });
      this.#agents.set(role, agent);
    }
    return agent;
  }
}

function endOf(lastRound: EventStatus | undefined): EndOptions {
  if (lastRound === 'ok') return { endState: 'Success' };
  if (lastRound === 'error') return { endState: 'Fail', reason: 'the last round failed' };
  return { reason: lastRound ? 'the last round was interrupted' : 'no round was run' };
}

/** Records one session of a TaskWeaver in another process. */
import type { HostEvent } from '@agentops/bridge';
import {
  type AdapterRecorder,
  ErrorEvent,
  type ErrorEventInit,
  type Origin,
  type Session,
} from '@agentops/core';
import { SessionRecorder } from '../adapter.ts';
import type { TaskWeaverEvent } from '../host/event.ts';
import { mapSession, type RoundFacts } from '../mapper.ts';
import { known } from '../service-mapper.ts';
import { CodeRuns } from './code-runs.ts';
import { readHostError } from './host-error.ts';
import type {
  EmitterEvent,
  HostData,
  HostKind,
  KernelError,
  SessionStart,
  UserMessage,
  UserMessageEnd,
} from './host-events.ts';
import { LLMCalls } from './llm-calls.ts';

type Handlers = { [K in HostKind]: (data: HostData[K]) => void };

export class SessionMapper {
  readonly #recorder: AdapterRecorder;
  readonly #session: Session;
  readonly #rounds: SessionRecorder;
  readonly #handlers: Handlers;
  /** What the user said last, until a round begins with it. */
  #message: UserMessage | undefined;

  constructor(recorder: AdapterRecorder, session: Session) {
    this.#recorder = recorder;
    this.#session = session;
    this.#rounds = new SessionRecorder(recorder, session, true);
    const llm = new LLMCalls(recorder, (postId) => this.#placeOf(postId));
    const code = new CodeRuns(recorder, (postId) => this.#placeOf(postId));
    this.#handlers = {
      session_start: (data) => this.#addFacts(data),
      session_stop: () => this.#rounds.endSession(),
      message: (data) => {
        this.#message = data;
      },
      message_end: (data) => this.#endMessage(data),
      event: (data) => this.#onEvent(data),
      llm_start: (data) => llm.start(data),
      llm_chunk: (data) => llm.addChunk(data),
      llm_end: (data) => llm.end(data),
      plugin_start: (data) => code.startPlugin(data),
      plugin_end: (data) => code.endPlugin(data),
      code_start: (data) => code.start(data),
      code_end: (data) => code.end(data),
      kernel_error: (data) => this.#failKernel(data),
    };
  }

  get hasEnded(): boolean {
    return this.#session.endState !== undefined;
  }

  /** Never throws, whatever is in `data`. */
  handle(kind: HostKind, data: HostEvent['data']): void {
    const handle = this.#handlers[kind] as (data: HostEvent['data']) => void;
    this.#rounds.guard(() => handle(data));
  }

  /** The session was heard of before the host told that it began, as when the shim was installed later. */
  #addFacts(facts: SessionStart): void {
    const { attributes = {} } = mapSession(facts);
    this.#session.setAttributes(attributes);
  }

  #onEvent({ round, ...event }: EmitterEvent): void {
    this.#rounds.handle(event as TaskWeaverEvent, (id) =>
      id === event.round_id ? this.#roundFacts(round) : {},
    );
    if (event.t === 'round_start') this.#message = undefined;
  }

  #roundFacts(round: EmitterEvent['round']): RoundFacts {
    const { text, files } = this.#message ?? {};
    return known({ ...round, user_query: round?.user_query ?? text, files });
  }

  /** A round's own end comes before. Where it does not, the host will tell no more of that round. */
  #endMessage({ state, error }: UserMessageEnd): void {
    const { text } = this.#message ?? {};
    this.#message = undefined;
    const place = this.#placeOf(undefined);
    this.#rounds.endRound(() => ({ state: error ? 'failed' : (state ?? 'created') }));
    if (!error) return;
    // A message that no round began with stands nowhere else.
    const input = known({ input: text });
    this.#fail(place, { ...readHostError(error), ...input, name: 'send_message' });
  }

  #failKernel({ what, error, kernel_mode }: KernelError): void {
    this.#fail(this.#placeOf(undefined), {
      ...readHostError(error, 'kernel_error'),
      name: 'kernel_error',
      attributes: known({
        'taskweaver.kernel_error': what,
        'taskweaver.kernel_mode': kernel_mode,
      }),
    });
  }

  #fail(place: Origin, failure: ErrorEventInit): void {
    const { parentId } = place;
    this.#recorder.record(
      place,
      new ErrorEvent({
        ...failure,
        ...(parentId === undefined
          ? {}
          : { parentId, triggerEventId: parentId, triggerEventType: 'action' }),
      }),
    );
  }

  #placeOf(postId: string | null | undefined): Origin {
    const origin = this.#recorder.locate(this.#session) as Origin;
    return this.#rounds.place(origin, postId ?? undefined);
  }
}

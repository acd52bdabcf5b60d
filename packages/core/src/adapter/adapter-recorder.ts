import type { Diagnostic } from '../diagnostics.ts';
import type { EventSource, EventType } from '../events/base-event.ts';
import { now, type Stopwatch } from '../events/clock.ts';
import { copyPayload } from '../events/copy.ts';
import { describeError, ErrorEvent } from '../events/error-event.ts';
import type { EventFields } from '../events/event.ts';
import type { ToolEvent } from '../events/tool-event.ts';
import { EventHandle } from '../session/event-handle.ts';
import { MappedFields } from '../session/mapped-fields.ts';
import type { Origin } from '../session/origin.ts';
import { recordEvent } from '../session/record-event.ts';
import type { Session } from '../session/session.ts';
import type { SessionInit, SessionRegistry } from '../session/session-registry.ts';
import { ProviderEvent } from './provider-event.ts';

/** The options that every adapter takes. */
export interface AdapterOptions {
  /** Everything this host does belongs to this session. @default found at each call */
  session?: Session;
  /** `false` keeps prompts, texts, arguments, results and error messages of this host out. @default true */
  captureContent?: boolean;
  /** Another instance of AgentOps than that of the program. */
  agentops?: AdapterHost;
}

/** What an adapter records into, whatever instance of AgentOps there will be when its host is used. */
export interface AdapterHost {
  /** Undefined where AgentOps is switched off. */
  registry(): SessionRegistry | undefined;
  report(diagnostic: Diagnostic): void;
  /** The id of a host's session: the same for the same host session, also in another process. */
  hostSessionId(source: EventSource, hostId: string, incarnation: number): string;
  readonly onAmbiguousSession: 'throw' | 'quarantine';
}

export interface AdapterRecorderOptions extends AdapterOptions {
  source: EventSource;
  /**
   * Whether the user attached the host by hand, in code that can be changed, so that a call that belongs to none of several
   * sessions may be rejected. A framework, callback, DI or config adapter never does that.
   * @default 'framework'
   */
  attachedBy?: 'hand' | 'framework';
}

export interface StartEvent {
  type: Exclude<EventType, 'error'>;
  /** @default what the fields say */
  name?: string;
  /** @default now */
  stopwatch?: Stopwatch;
  /** Whose prompts follow on one another: the client, the agent. */
  promptOwner?: object;
  /** Copies of earlier payloads like this one (see `copyPayload`). @default none */
  known?: readonly unknown[];
  /** Of a framework's LLM call: the provider's adapter may see it as well, and then records into this event. */
  claims?: boolean;
}

/** How an adapter records. Nothing in it throws into the host but the documented `MultiSessionError` of `locate`. */
export class AdapterRecorder {
  readonly source: EventSource;
  readonly #host: AdapterHost;
  readonly #session: Session | undefined;
  readonly #capture: boolean;
  readonly #byHand: boolean;
  readonly #hostSessions = new Map<string, Session>();

  constructor(host: AdapterHost, options: AdapterRecorderOptions) {
    this.#host = host;
    this.source = options.source;
    this.#session = options.session;
    this.#capture = options.captureContent !== false;
    this.#byHand = options.attachedBy === 'hand';
  }

  /**
   * Where what the host does now belongs. To be asked at the host's call, before anything is awaited.
   * Undefined where AgentOps is switched off.
   * @throws MultiSessionError where the user attached by hand and there are several sessions to choose from
   */
  locate(hostSession?: Session): Origin | undefined {
    return this.#host.registry()?.locate({
      handle: this.#session,
      hostSession,
      onAmbiguous: this.#byHand ? this.#host.onAmbiguousSession : 'quarantine',
    });
  }

  /** Starts an event. `map` is a pure function from a copy of the host's payload to the event's fields. */
  start<P>(
    origin: Origin,
    event: StartEvent,
    payload: P,
    map: (payload: P) => EventFields,
  ): EventHandle {
    const mapped = this.#tryMap(payload, map, event.known);
    const handle = new EventHandle(origin, {
      ...event,
      name: event.name ?? mapped.fields.name ?? nameOf(event.type, mapped.fields),
      fields: mapped.fields,
      source: this.source,
      capture: this.#capture,
    });
    if (mapped.failure) this.#trackingFailed(mapped.failure.error, origin, handle);
    return handle;
  }

  /**
   * The same for an LLM call that a framework's event may stand for already: then it is that event which gets the fields.
   */
  startLLM<P>(
    origin: Origin,
    event: Omit<StartEvent, 'type'>,
    payload: P,
    map: (payload: P) => EventFields,
  ): EventHandle | ProviderEvent {
    const claim = origin.claim;
    if (!claim || claim.hasEnded)
      return this.start(origin, { ...event, type: 'llm' }, payload, map);
    const view = claim.provider();
    const mapped = this.#tryMap(payload, map, event.known);
    const attributes = { ...mapped.fields.attributes, 'agentops.provider.source': this.source };
    view.update(new MappedFields({ ...mapped.fields, attributes }));
    if (mapped.failure) this.#trackingFailed(mapped.failure.error, origin, claim);
    return new ProviderEvent(claim, view);
  }

  /** Maps what became known. When the mapper fails, that is recorded, and the event goes on without these fields. */
  map<P>(
    origin: Origin,
    trigger: EventHandle | ProviderEvent,
    payload: P,
    map: (payload: P) => EventFields,
  ): MappedFields {
    const { fields, failure } = this.#tryMap(payload, map);
    if (failure) this.#trackingFailed(failure.error, origin, trigger);
    return new MappedFields(fields);
  }

  /** Runs code of the adapter's own that must not reach the host. */
  guard(work: () => void, origin?: Origin): void {
    try {
      work();
    } catch (error) {
      this.#trackingFailed(error, origin, undefined);
    }
  }

  /** Records an event that is over, such as a tool call that was seen from its result. */
  record(origin: Origin, event: Parameters<typeof recordEvent>[1]): void {
    recordEvent(origin, event, { source: this.source, capture: this.#capture });
  }

  /**
   * Records a tool call that was seen from the model's request and the result that came back. Where the tool itself was
   * recorded meanwhile (`traceTool`, an adapter of the tool's own), that event is the call, and learns its id.
   */
  recordToolCall(origin: Origin, event: ToolEvent): void {
    const { state } = origin;
    const known = state.recentTools.find(event.name, event.startTime, event.endTime ?? now());
    if (known === undefined || event.callId === undefined) {
      this.record(origin, event);
      return;
    }
    const fields = { id: known, callId: event.callId };
    state.event('update', fields, { capture: this.#capture });
  }

  /**
   * The session that stands for one of the host's own: made on first use. `incarnation` counts up when the host starts the
   * same session from scratch. Undefined where AgentOps is switched off.
   */
  hostSession(hostId: string, init: SessionInit = {}, incarnation = 0): Session | undefined {
    const registry = this.#host.registry();
    if (!registry) return undefined;
    const key = `${incarnation}:${hostId}`;
    let session = this.#hostSessions.get(key);
    if (!session || session.endState !== undefined) {
      this.#forgetEnded();
      const id = this.#host.hostSessionId(this.source, hostId, incarnation);
      session = registry.start(
        { ...init, ...(this.#capture ? {} : { captureContent: false }) },
        { id, source: this.source },
      );
      this.#hostSessions.set(key, session);
    }
    return session;
  }

  #forgetEnded(): void {
    for (const [key, { endState }] of this.#hostSessions) {
      if (endState !== undefined) this.#hostSessions.delete(key);
    }
  }

  /** Says something about this adapter: on the diagnostics channel, and in the spool for `agentops doctor`. */
  report(diagnostic: Diagnostic): void {
    const { adapter, host, hostVersion } = this.source;
    const details = { adapter, host, hostVersion, ...diagnostic.details };
    this.#host.report({ ...diagnostic, details });
  }

  #tryMap<P>(
    payload: P,
    map: (payload: P) => EventFields,
    known?: readonly unknown[],
  ): { fields: EventFields; failure?: { error: unknown } } {
    try {
      // An object of our own, because the event that gets the fields puts more into it.
      return { fields: { ...map(copyPayload(payload, known).value as P) } };
    } catch (error) {
      return { fields: {}, failure: { error } };
    }
  }

  #trackingFailed(
    error: unknown,
    origin: Origin | undefined,
    trigger: EventHandle | ProviderEvent | undefined,
  ): void {
    // The message may quote what could not be read.
    const { errorType, message } = describeError(error);
    const what = this.#capture && origin?.state.capture ? message : errorType;
    this.report({
      level: 'warn',
      code: 'tracking-failed',
      message: `${this.source.adapter} could not read what ${this.source.host} handed over: ${what}. The host is not affected.`,
    });
    if (!origin) return;
    const event = new ErrorEvent({ exception: error, errorType: 'agentops.tracking' });
    if (trigger) {
      event.parentId = trigger.id;
      event.triggerEventId = trigger.id;
      event.triggerEventType = trigger.type;
    }
    this.record(origin, event);
  }
}

/** As OpenTelemetry names the span of an LLM call: `chat gpt-5`. */
function nameOf(type: string, { operationName, requestModel }: EventFields): string {
  if (type !== 'llm') return type;
  const operation = operationName ?? 'chat';
  return requestModel ? `${operation} ${requestModel}` : operation;
}

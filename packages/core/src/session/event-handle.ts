import type { Agent, EventSource, EventStatus, EventType } from '../events/base-event.ts';
import { Stopwatch } from '../events/clock.ts';
import { copyPayload } from '../events/copy.ts';
import { describeError, ErrorEvent } from '../events/error-event.ts';
import type { EventFields } from '../events/event.ts';
import type { EventInput } from '../events/event-writer.ts';
import { createId } from '../events/id.ts';
import type { TokenUsage } from '../events/llm-event.ts';
import type { StreamChunk } from '../events/record.ts';
import { type Context, currentContext, runInContext } from './context.ts';
import { describePlace } from './host-trace.ts';
import { MappedFields } from './mapped-fields.ts';
import type { Origin } from './origin.ts';
import { ProviderView } from './provider-view.ts';
import { recordEvent } from './record-event.ts';
import { StreamRecorder } from './stream-recorder.ts';

export interface StartOptions {
  type: EventType;
  name: string;
  /** Taken over: must be a copy. */
  fields: EventFields;
  /** @default now */
  stopwatch?: Stopwatch;
  source: EventSource | null;
  capture: boolean;
  /** Whose prompts follow on one another: the client, the agent. */
  promptOwner?: object | undefined;
  /** The event stands for an LLM call that a provider's adapter may see as well. */
  claims?: boolean;
}

/**
 * An event that is under way. It ends once: with `end`, `fail` or `cancel`, whichever comes first. One that never ends stays
 * open until its process is gone, and then reads `indeterminate`.
 */
export class EventHandle {
  readonly id: string;
  readonly type: EventType;
  readonly name: string;
  readonly #origin: Origin;
  readonly #options: StartOptions;
  readonly #stopwatch: Stopwatch;
  readonly #agent: Agent | undefined;
  readonly #parentId: string | undefined;
  #stream: StreamRecorder | undefined;
  #provider: ProviderView | undefined;
  #usage: TokenUsage | null | undefined;
  #ended = false;

  /** Use `session.startAction`, `startTool` or `startLLM`, or an adapter's recorder. */
  constructor(origin: Origin, options: StartOptions) {
    const { fields } = options;
    this.#origin = origin;
    this.#options = options;
    this.#stopwatch = options.stopwatch ?? new Stopwatch(fields.startTime);
    this.id = fields.id ?? createId();
    this.type = options.type;
    this.name = options.name;
    this.#agent = fields.agent ?? origin.agent;
    this.#parentId = fields.parentId ?? origin.parentId ?? origin.state.parentId;
    origin.state.count(this.type);
    if (this.type === 'tool') origin.state.recentTools.add(this.id, this.name, this.startTime);
    const event = this.#identify(fields);
    event.status = 'running';
    event.attribution = origin.attribution;
    event.source = options.source;
    const place = describePlace(origin.conflict);
    if (place) event.attributes = { ...fields.attributes, ...place };
    this.#write('start', event);
  }

  get sessionId(): string {
    return this.#origin.state.id;
  }

  /** Epoch milliseconds. */
  get startTime(): number {
    return this.#stopwatch.startTime;
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Milliseconds since the start. */
  elapsed(): number {
    return this.#stopwatch.elapsed();
  }

  /** Adds what became known. After the end too: it is late, not lost. */
  update(fields: EventFields | MappedFields): void {
    const event = copied(fields) as EventInput;
    event.id = this.id;
    this.#usage = event.usage ?? this.#usage;
    this.#write(this.#ended ? 'end' : 'update', event);
  }

  /** Ends it well. A second end changes nothing. */
  end(fields: EventFields | MappedFields = {}): void {
    this.#finish('ok', copied(fields));
  }

  /** Ends it because its caller did not want the rest: a break, an abort, a person's interrupt. Not an error. */
  cancel(fields: EventFields | MappedFields = {}): void {
    this.#finish('cancelled', copied(fields));
  }

  /** Ends it with an error, and records the error once, however many events it passes through. */
  fail(error: unknown, fields: EventFields | MappedFields = {}): void {
    if (this.#ended) return;
    const { state } = this.#origin;
    let errorEventId = state.seenErrors.find(error);
    const { errorType } = describeError(error);
    const more = copied(fields);
    this.#finish('error', {
      ...more,
      attributes: { ...more.attributes, 'error.type': errorType },
    });
    if (errorEventId === undefined) {
      const event = new ErrorEvent({
        exception: error,
        parentId: this.id,
        triggerEventId: this.id,
        triggerEventType: this.type,
      });
      errorEventId = event.id;
      this.record(event);
    }
    state.seenErrors.add(error, errorEventId);
  }

  /** Records a finished event, such as an ErrorEvent, where this one belongs. */
  record(event: ErrorEvent): void {
    recordEvent({ ...this.#origin, agent: this.#agent }, event, this.#options);
  }

  /** Runs `fn`: what it records, and what is recorded in whatever it awaits or iterates, belongs under this event. */
  run<T>(fn: () => T): T {
    return runInContext(this.context(), fn);
  }

  /** The context of things under this event. */
  context(): Context {
    const outer = currentContext();
    return {
      state: this.#origin.state,
      session: this.#origin.session,
      attribution: outer?.state === this.#origin.state ? outer.attribution : 'context',
      parentId: this.id,
      agent: this.#agent,
      ...(this.#options.claims && !this.#ended ? { claim: this } : {}),
    };
  }

  /** An event under this one. */
  child(options: Omit<StartOptions, 'source' | 'capture'>): EventHandle {
    const { source, capture } = this.#options;
    const origin = { ...this.#origin, parentId: this.id, agent: this.#agent };
    const fields = { ...options.fields };
    return new EventHandle(origin, { source, capture, ...options, fields });
  }

  /** Collects a streamed answer. What arrived is on disk within a second, also when the process is killed. */
  stream(): StreamRecorder {
    this.#stream ??= new StreamRecorder(this.#stopwatch, (chunk) => {
      if (!this.#ended) this.#write('update', { id: this.id }, chunk);
    });
    return this.#stream;
  }

  /** Whether a provider's adapter records into this event too: its messages and numbers are the better ones. */
  get hasProvider(): boolean {
    return this.#provider !== undefined;
  }

  /** What a provider's adapter records into, of the call that this event stands for already. */
  provider(): ProviderView {
    this.#provider ??= new ProviderView(this);
    return this.#provider;
  }

  #finish(status: EventStatus, fields: EventFields): void {
    if (this.#ended) return;
    this.#ended = true;
    const stream = this.#stream?.finish();
    const usage = this.#provider?.usage ?? fields.usage ?? this.#usage;
    if (usage) this.#origin.state.analytics.addUsage(usage);
    const told = this.#provider ? this.#provider.without(fields) : fields;
    const event = this.#identify(stream ? { ...stream, ...told } : told);
    event.endTime ??= this.#stopwatch.endTime();
    event.status ??= status;
    this.#write('end', event);
  }

  /** Puts in what each start and end carries, so that either alone is an event. */
  #identify(fields: EventFields): EventInput {
    const event = fields as EventInput;
    event.id = this.id;
    event.type = this.type;
    event.sessionId = this.sessionId;
    event.name = this.name;
    event.startTime = this.#stopwatch.startTime;
    if (this.#parentId !== undefined) event.parentId = this.#parentId;
    if (this.#agent !== undefined) event.agent = this.#agent;
    return event;
  }

  #write(kind: 'start' | 'update' | 'end', event: EventInput, chunk?: StreamChunk): void {
    const { capture, promptOwner } = this.#options;
    this.#origin.state.event(kind, event, { capture, promptOwner, chunk });
  }
}

function copied(fields: EventFields | MappedFields): EventFields {
  if (fields instanceof MappedFields) return fields.fields;
  return copyPayload(fields).value as EventFields;
}

import {
  type AdapterRecorder,
  describeError,
  type EventFields,
  type EventHandle,
  isCancellation,
  type LLMAttempt,
  type MappedFields,
  now,
  type Origin,
  type ProviderEvent,
  Stopwatch,
} from '@agentops/core';
import {
  AGENTOPS_RAW_RESPONSE,
  AGENTOPS_STREAM_ABANDONED,
  HTTP_RESPONSE_STATUS_CODE,
} from '@agentops/semconv';
import type { ApiPromise, RequestOptions } from './host.ts';
import type { Operation } from './operation.ts';
import type { RecentBodies } from './recent-bodies.ts';
import { reportedFailure } from './reported-failure.ts';
import type { ToolLoop } from './tool-loop.ts';

export interface CallContext {
  recorder: AdapterRecorder;
  operations: readonly Operation[];
  toolLoop: ToolLoop;
  /** What every call of this client has: provider, server. */
  common: EventFields;
  includeUsage: boolean;
  promptOwner: object;
  recentBodies: RecentBodies;
}

/** One call of the client: its attempts, and how it ends. Whichever end comes first counts. */
export class Call {
  operation: Operation | undefined;
  event: EventHandle | ProviderEvent | undefined;
  /** The usage chunk is there because we asked for it: the caller did not. */
  hidesUsage = false;
  /** What the caller holds, until it is known whether it asks for the body. */
  promise: ApiPromise | undefined;
  /** The body is seen, parsed or on its way. */
  hasBody = false;
  /** The caller wants the HTTP response, and will read the body by itself. */
  wantsRaw = false;
  readonly #context: CallContext;
  readonly #origin: Origin;
  readonly #stopwatch = new Stopwatch();
  readonly #attempts: LLMAttempt[] = [];
  #hasHeaders = false;
  #ended = false;

  constructor(context: CallContext, origin: Origin) {
    this.#context = context;
    this.#origin = origin;
  }

  get hasBegun(): boolean {
    return this.#attempts.length > 0;
  }

  /** The request's options are known: starts the event, where the request is an LLM call. */
  start(options: RequestOptions): void {
    this.#context.recorder.guard(() => this.#start(options), this.#origin);
  }

  /** A request goes out. */
  startAttempt(): LLMAttempt {
    const previous = this.#attempts.at(-1);
    if (previous && previous.endTime === undefined) previous.endTime = now();
    const attempt: LLMAttempt = { startTime: now(), statusCode: null };
    this.#attempts.push(attempt);
    return attempt;
  }

  gotHeaders(status: number): void {
    const attempt = this.#attempts.at(-1);
    if (attempt) {
      attempt.statusCode = status;
      attempt.endTime = now();
    }
    this.#hasHeaders = true;
    if (this.wantsRaw) this.endRaw();
  }

  /** The caller asked for the raw response before the body was parsed. */
  endRaw(): void {
    this.wantsRaw = true;
    if (this.#hasHeaders) this.#finish({ attributes: { [AGENTOPS_RAW_RESPONSE]: true } });
  }

  /** The parsed body. */
  end(data: unknown): void {
    const { operation, event } = this;
    if (!operation || !event) return;
    const { recorder, toolLoop } = this.#context;
    recorder.guard(() => {
      const picked = operation.pickResponse ? operation.pickResponse(data) : data;
      const mapped = recorder.map(this.#origin, event, picked, (copy) => ({
        ...operation.mapResponse(copy),
        ...this.#tried(),
      }));
      toolLoop.requested(this.#origin, mapped.fields);
      // The raw response was asked for, and then the parsed one as well.
      if (this.#ended) event.update(mapped);
      else this.#finish(mapped);
    }, this.#origin);
  }

  /** The stream has ended, with what its reader knows. */
  endStream(how: 'done' | 'cancelled' | 'abandoned', fields: EventFields): void {
    const { event } = this;
    if (this.#ended || !event) return;
    if (how === 'done') {
      const output = event.stream().peek();
      this.#context.toolLoop.requested(this.#origin, output);
      this.#reportMissingUsage(fields);
      this.#finish(fields);
      return;
    }
    this.#ended = true;
    const attributes = how === 'abandoned' ? { [AGENTOPS_STREAM_ABANDONED]: true } : {};
    event.cancel({
      ...fields,
      ...this.#tried(),
      attributes: { ...fields.attributes, ...attributes },
    });
  }

  /** What the caller gets is this error. */
  fail(error: unknown, fields: EventFields = {}): void {
    const { event } = this;
    if (this.#ended || !event) return;
    this.#ended = true;
    const { errorType } = describeError(error);
    const status = statusOf(error);
    const attempt = this.#attempts.at(-1);
    if (attempt) {
      attempt.endTime ??= now();
      attempt.statusCode ??= status;
      attempt.errorType = errorType;
    }
    const attributes =
      status === null
        ? fields.attributes
        : { ...fields.attributes, [HTTP_RESPONSE_STATUS_CODE]: status };
    const more = { ...fields, ...this.#tried(), ...(attributes ? { attributes } : {}) };
    if (isCancellation(error) || errorType === 'APIUserAbortError') event.cancel(more);
    else event.fail(error, more);
  }

  /** The caller has let go of the promise without ever asking for the body. */
  abandon(): void {
    this.endStream('abandoned', {});
  }

  #start(options: RequestOptions): void {
    const { recorder, operations, common, toolLoop, promptOwner, recentBodies } = this.#context;
    const { method, path } = options;
    const operation = operations.find((each) => each.matches(method, path));
    this.operation = operation;
    if (!operation) return;
    const { body } = options;
    let mapped: EventFields = {};
    let picked: unknown;
    recorder.guard(() => {
      picked = operation.pickRequest ? operation.pickRequest(body, options) : body;
    }, this.#origin);
    const map = (copy: unknown) => {
      mapped = operation.mapRequest(copy);
      if (mapped.inputMessages) recentBodies.add(copy, mapped.inputMessages);
      return { ...common, ...mapped, attributes: { ...common.attributes, ...mapped.attributes } };
    };
    const stopwatch = this.#stopwatch;
    if (operation.type === 'action') {
      this.event = recorder.start(this.#origin, { type: 'action', stopwatch }, picked, map);
    } else {
      const event = { stopwatch, promptOwner, known: recentBodies.list() };
      this.event = recorder.startLLM(this.#origin, event, picked, map);
    }
    toolLoop.answered(this.#origin, mapped, this.#stopwatch.startTime);
    if (options.stream && this.#context.includeUsage) {
      const changed = operation.requestUsage?.(body);
      if (changed === undefined) return;
      options.body = changed;
      this.hidesUsage = true;
    }
  }

  /** Only an LLM event has a field for its attempts. */
  #tried(): EventFields {
    return this.operation?.type === 'action' ? {} : { attempts: this.#attempts };
  }

  #reportMissingUsage(fields: EventFields): void {
    if (fields.usage || !this.operation?.requestUsage) return;
    const { recorder } = this.#context;
    recorder.report({
      level: 'info',
      code: 'usage-not-sent',
      message: `${recorder.source.host} sends no token usage in streams unless it is asked to (stream_options.include_usage). Ask for it, or attach with { includeUsage: true }; until then usage is null.`,
    });
  }

  #finish(known: EventFields | MappedFields): void {
    const { event } = this;
    if (this.#ended || !event) return;
    this.#ended = true;
    const fields = 'fields' in known ? known.fields : known;
    const failure = reportedFailure(fields);
    if (failure) event.fail(failure.error, { ...failure.fields, ...this.#tried() });
    else if (fields === known) event.end({ ...fields, ...this.#tried() });
    else event.end(known);
  }
}

function statusOf(error: unknown): number | null {
  try {
    const { status } = error as { status?: unknown };
    return typeof status === 'number' ? status : null;
  } catch {
    return null;
  }
}

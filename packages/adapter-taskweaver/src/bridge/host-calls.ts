import type { AdapterRecorder, EventFields, EventHandle, Origin } from '@agentops/core';
import { ERROR_TYPE } from '@agentops/semconv';
import { recordFailure } from '../record-failure.ts';
import { readHostError } from './host-error.ts';
import type { HostError } from './host-events.ts';

/** How a call ended. */
export interface CallEnd {
  status?: 'ok' | 'error' | 'cancelled' | null;
  error?: HostError | null;
  /** By the clock of the process that it ran in. @default from when the host told of its start to when it told of its end */
  duration_ms?: number | null;
}

/** So many calls that have ended are remembered. What is told of one that ended before them belongs where the call would. */
const maxEnded = 1000;

interface Call {
  readonly event: EventHandle;
  readonly origin: Origin;
}

/**
 * The calls of one sort in one session, by the host's own ids: an end may come late, and from another thread. One whose start was not
 * seen, as where the shim was installed meanwhile, starts when it is heard of.
 */
export class HostCalls {
  readonly #recorder: AdapterRecorder;
  readonly #type: 'llm' | 'tool';
  readonly #open = new Map<string, Call>();
  /** Of those that have ended, only where things in them belong. The one that was asked for last stands last. */
  readonly #ended = new Map<string, Origin>();

  constructor(recorder: AdapterRecorder, type: 'llm' | 'tool') {
    this.#recorder = recorder;
    this.#type = type;
  }

  /** `promptOwner`: whose prompts follow on one another. */
  start<P>(
    id: string,
    origin: Origin,
    payload: P,
    map: (payload: P) => EventFields,
    promptOwner?: object,
  ): void {
    if (this.placeIn(id)) return;
    const start = { type: this.#type, ...(promptOwner ? { promptOwner } : {}) };
    const event = this.#recorder.start(origin, start, payload, map);
    this.#open.set(id, { event, origin });
  }

  /** Undefined for one that has ended. */
  find(id: string): EventHandle | undefined {
    return this.#open.get(id)?.event;
  }

  /** Where things in a call belong, be that over or not. */
  placeIn(id: string): Origin | undefined {
    const call = this.#open.get(id);
    if (call) return placeIn(call);
    const place = this.#ended.get(id);
    if (place) this.#rememberEnded(id, place);
    return place;
  }

  /** `toldAs`: the error itself is recorded elsewhere, as one of that type, and here it is only said that there was one. */
  end<P extends CallEnd>(
    id: string,
    end: P,
    map: (end: P, startTime: number) => EventFields,
    { toldAs }: { toldAs?: string } = {},
  ): void {
    const call = this.#open.get(id);
    if (!call) return;
    this.#open.delete(id);
    this.#rememberEnded(id, placeIn(call));
    const { event, origin } = call;
    const { startTime } = event;
    const { fields } = this.#recorder.map(origin, event, end, (given) => map(given, startTime));
    const failure =
      end.error || end.status === 'error' ? readHostError(end.error, toldAs) : undefined;
    event.end({
      ...fields,
      status: failure ? 'error' : (end.status ?? 'ok'),
      ...endTimeOf(startTime, end.duration_ms),
      attributes: { ...fields.attributes, ...(failure ? { [ERROR_TYPE]: failure.errorType } : {}) },
    });
    if (failure && toldAs === undefined) recordFailure(event, failure);
  }

  /** A plugin's thread that goes on for long finds its call again, however many ended meanwhile. */
  #rememberEnded(id: string, place: Origin): void {
    this.#ended.delete(id);
    this.#ended.set(id, place);
    const [oldest = id] = this.#ended.keys();
    if (this.#ended.size > maxEnded) this.#ended.delete(oldest);
  }
}

function placeIn({ event, origin }: Call): Origin {
  return { ...origin, parentId: event.id };
}

function endTimeOf(startTime: number, durationMs: number | null | undefined): EventFields {
  if (typeof durationMs !== 'number') return {};
  return { endTime: Math.round((startTime + Math.max(0, durationMs)) * 1000) / 1000 };
}

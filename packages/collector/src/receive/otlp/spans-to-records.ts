import type { SessionRecord } from '@agentops/core';
import type { MappedSpan, Span } from '@agentops/semconv';
import { DerivedWriter } from '../derived-records.ts';
import { OpenSessions } from './open-sessions.ts';
import { tick } from './session-statements.ts';
import { TraceMemory, type TraceMemoryLimits } from './trace-memory.ts';
import { TraceTelling } from './trace-telling.ts';
import { unreadableSpan } from './unreadable-span.ts';

export interface SpanRecorderOptions extends TraceMemoryLimits {
  /** Reads a span by its dialect. What it throws makes the span an action with an error event. */
  mapSpan: (span: Span) => MappedSpan;
  /** Epoch milliseconds. @default Date.now */
  now?: () => number;
}

/**
 * Makes records of spans. The same span gives the same records, so that a store sees a repetition; of a span that comes again with
 * more in it, the later one holds.
 *
 * A session is what the sender names (`session.id`, `gen_ai.conversation.id`), else the trace. Often only some spans of a trace name
 * it, and not the first ones: the others go with them, also those that are stored already, which are moved. That is remembered for
 * ten minutes, and not beyond a restart: spans that come after it and name no session then stay in the session of their trace.
 */
export class SpanRecorder {
  readonly #sessions = new OpenSessions();
  readonly #traces: TraceMemory;
  readonly #mapSpan: (span: Span) => MappedSpan;
  readonly #now: () => number;

  constructor({ mapSpan, now = Date.now, ...limits }: SpanRecorderOptions) {
    this.#mapSpan = mapSpan;
    this.#now = now;
    this.#traces = new TraceMemory(limits);
  }

  /** What these spans tell, as NDJSON. Call `doubt` where it could not be stored. */
  records(spans: readonly Span[]): string {
    const now = this.#now();
    const traces = Map.groupBy(spans, ({ traceId }) => traceId);
    let text = '';
    for (const [traceId, ofTrace] of traces) text += this.#recordsOf(traceId, ofTrace, now);
    this.#traces.settle(traces.keys(), now);
    return text;
  }

  /** One trace after the other, so that little of what is made of a request is in memory at a time. */
  #recordsOf(traceId: string, spans: readonly Span[], now: number): string {
    const entry = this.#traces.touch(traceId, now);
    const telling = new TraceTelling(traceId, entry, this.#sessions, now);
    const arrivals = spans.map((span) => ({ span, mapped: this.#map(span) }));
    for (const { span, mapped } of arrivals) telling.learn(span, mapped);
    // A session starts with its earliest span, and children come before their parents.
    for (const { span, mapped } of arrivals) telling.foresee(span, mapped);
    for (const { span, mapped } of arrivals) telling.tell(span, mapped);
    return telling.finish();
  }

  /** Records of these spans were not stored: with the next span of the same traces, everything about their sessions is told again. */
  doubt(spans: readonly Span[]): void {
    for (const { traceId } of spans) {
      const entry = this.#traces.get(traceId);
      if (entry) entry.unsure = true;
    }
  }

  /** A session that an earlier process left open: its idleness counts from now. */
  recall(id: string, owner: string, lastTime: number): void {
    if (!this.#sessions.get(id)) this.#sessions.touch(id, owner, this.#now(), lastTime);
  }

  /** Ends sessions that no span came for in `idleMs`, though their root did not come either. A later span opens them again. */
  endIdle(idleMs: number): SessionRecord[] {
    const now = this.#now();
    return this.#sessions.idle(now - idleMs).map(([id, session]) => {
      const time = Math.max(now, session.turnedAt + tick, session.lastTime + tick);
      session.state = 'idle';
      session.turnedAt = time;
      return new DerivedWriter(session.owner).session(`idle:${id}:${time}`, time, 'end', {
        id,
        endTime: session.lastTime,
        endState: 'Indeterminate',
        endStateReason: `its root span did not come, nor any other span for ${idleMs / 1000} s`,
        automatic: true,
      });
    });
  }

  /** The end of these by idleness was not stored. */
  stillOpen(ids: readonly string[]): void {
    for (const id of ids) {
      const session = this.#sessions.get(id);
      if (session?.state === 'idle') session.state = 'open';
    }
  }

  #map(span: Span): MappedSpan {
    try {
      return this.#mapSpan(span);
    } catch (error) {
      return unreadableSpan(span, error);
    }
  }
}

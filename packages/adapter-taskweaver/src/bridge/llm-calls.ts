/** Records the calls of completion and embedding services. */
import type { AdapterRecorder, EventFields, LLMAttempt, Origin } from '@agentops/core';
import { mapCompletion, mapCompletionResult, mapEmbedding } from '../service-mapper.ts';
import { HostCalls } from './host-calls.ts';
import type { HostAttempt, LLMChunk, LLMEnd, LLMStart } from './host-events.ts';
import { UsageEstimates } from './usage-estimates.ts';

/** Where what is done for a post of the host's belongs. */
export type PlaceOf = (postId: string | null | undefined) => Origin;

export class LLMCalls {
  readonly #recorder: AdapterRecorder;
  readonly #calls: HostCalls;
  readonly #estimates = new UsageEstimates();
  readonly #placeOf: PlaceOf;

  constructor(recorder: AdapterRecorder, placeOf: PlaceOf) {
    this.#recorder = recorder;
    this.#calls = new HostCalls(recorder, 'llm');
    this.#placeOf = placeOf;
  }

  start(start: LLMStart): void {
    const origin = this.#placeOf(start.post_id);
    const map = start.service === 'embedding' ? mapEmbedding : mapCompletion;
    // The prompts of a role follow on one another; those of a service mix all roles.
    this.#calls.start(start.call, origin, start, map, origin.agent ?? this);
    if (start.estimate_usage !== true || !this.#calls.find(start.call)) return;
    this.#recorder.guard(() => this.#estimates.start(start), origin);
  }

  /** What comes after the end is in the end already. */
  addChunk({ call, text }: LLMChunk): void {
    this.#expect(call);
    if (typeof text !== 'string') return;
    this.#calls.find(call)?.stream().add({ choice: 0, part: 0, type: 'text', text });
  }

  end(end: LLMEnd): void {
    this.#expect(end.call);
    let estimate: EventFields = {};
    this.#recorder.guard(() => {
      estimate = this.#estimates.end(end);
    }, this.#calls.placeIn(end.call));
    this.#calls.end(end.call, end, (given, startTime) => ({
      ...mapEnd(given, startTime),
      ...estimate,
    }));
  }

  #expect(call: string): void {
    if (!this.#calls.placeIn(call)) this.start({ call });
  }
}

function mapEnd(end: LLMEnd, startTime: number): EventFields {
  const fields = mapCompletionResult(end);
  const { attempts } = end;
  if (Array.isArray(attempts)) {
    return { ...fields, attempts: attempts.map((attempt) => mapAttempt(attempt, startTime)) };
  }
  // When each of them was sent is not known.
  if (typeof attempts !== 'number' || attempts < 2) return fields;
  return { ...fields, attributes: { ...fields.attributes, 'taskweaver.attempts': attempts } };
}

function mapAttempt(attempt: HostAttempt, startTime: number): LLMAttempt {
  const { start_ms, end_ms, status_code, error_type } = attempt;
  return {
    startTime: startTime + start_ms,
    ...(end_ms == null ? {} : { endTime: startTime + end_ms }),
    statusCode: status_code ?? null,
    ...(error_type == null ? {} : { errorType: error_type }),
  };
}

import type { EventType } from '../events/base-event.ts';
import type { TokenUsage } from '../events/llm-event.ts';

/** What a session has done so far, as far as this process recorded it. */
export interface SessionAnalytics {
  llmCalls: number;
  toolCalls: number;
  actions: number;
  errors: number;
  /** Sum over the calls whose provider told; null when none did. */
  inputTokens: number | null;
  outputTokens: number | null;
  /** Milliseconds since the start, or from start to end. */
  durationMs: number;
}

/** Counts as events are recorded. */
export class AnalyticsCounter {
  readonly #counts: Record<EventType, number> = { llm: 0, tool: 0, action: 0, error: 0 };
  #inputTokens: number | null = null;
  #outputTokens: number | null = null;

  count(type: EventType): void {
    this.#counts[type]++;
  }

  addUsage(usage: TokenUsage): void {
    this.#inputTokens = add(this.#inputTokens, usage.inputTokens);
    this.#outputTokens = add(this.#outputTokens, usage.outputTokens);
  }

  read(durationMs: number): SessionAnalytics {
    const { llm, tool, action, error } = this.#counts;
    return {
      llmCalls: llm,
      toolCalls: tool,
      actions: action,
      errors: error,
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
      durationMs,
    };
  }
}

function add(sum: number | null, value: number | null): number | null {
  return value === null ? sum : (sum ?? 0) + value;
}

import type { FinishedEvent, SessionData } from '@agentops/core';
import type { Span } from '@agentops/semconv';

/** A span, and all that it tells. */
export interface Told {
  span: Span;
  sessionId: string;
  /** Events and sessions that need not be told again when the span is sent. */
  tells: (FinishedEvent | SessionData)[];
  /** Something in it failed. */
  failed: boolean;
  /** It ends its session. */
  ends: boolean;
  /** Characters of text, roughly. */
  chars: number;
}

import type { EventStatus, SessionData } from '@agentops/core';
import { type Span, type Style, span } from '../format/span.ts';

type Look = [symbol: string, ...styles: Style[]];

const looks: Readonly<Record<string, Look>> = {
  ok: ['✓', 'green'],
  error: ['✗', 'red'],
  cancelled: ['~', 'yellow'],
  indeterminate: ['?', 'yellow'],
  running: ['…', 'cyan'],
} satisfies Record<EventStatus, Look>;

/** One character for a status. A status that this version does not know is a dot. */
export function statusSymbol(status: string): Span {
  const [symbol, ...styles] = looks[status] ?? ['·'];
  return span(symbol, ...styles);
}

const statusOfEnd = { Success: 'ok', Fail: 'error', Indeterminate: 'indeterminate' } as const;

/** `✓ Success`, `✗ Fail`, `? Indeterminate`, `… running`. */
export function endStateSpans(session: SessionData): Span[] {
  const { text, styles } = endStateSymbol(session);
  return [span(`${text} ${session.endState ?? 'running'}`, ...styles)];
}

/** One character for how a session ended. */
export function endStateSymbol({ endState }: SessionData): Span {
  return statusSymbol(endState === undefined ? 'running' : (statusOfEnd[endState] ?? 'unknown'));
}

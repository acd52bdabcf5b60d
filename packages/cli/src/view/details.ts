import type { AgentOpsEvent } from '@agentops/core';
import { type Span, span, truncateSpans } from '../format/span.ts';
import { oneLine } from '../format/text.ts';
import { wrap } from '../format/width.ts';
import { answer, lastMessage } from './messages.ts';

/** What core says about an event that will never end. `@agentops/semconv` pins the name. */
const indeterminateReason = 'agentops.indeterminate.reason';

/** Of an error's message, no more lines than this. */
const errorLines = 3;

const contentNotes = {
  captured: undefined,
  off: 'content was not recorded (captureContent)',
  pending: 'content is being written',
  lost: 'content was lost with its process',
  partial: 'a part of the content was lost',
} as const;

/**
 * What went in and what came out, a line each. `extra`: what did not fit beside the title.
 */
export function detailLines(
  event: AgentOpsEvent,
  options: { extra: readonly Span[]; columns: number; sessionReason: string | undefined },
): Span[][] {
  const { columns, sessionReason } = options;
  const [, extra] = options.extra;
  const lines: Span[][] = [];
  const into = (text: string | undefined) => {
    if (text) lines.push([span('› ', 'cyan'), span(text, 'dim')]);
  };
  const out = (text: string | undefined) => {
    if (text) lines.push([span('‹ ', 'green'), span(text)]);
  };
  switch (event.type) {
    case 'llm':
      if (extra) lines.push([extra]);
      into(lastMessage(event.inputMessages) ?? shown(event.input));
      out(answer(event.outputMessages) ?? shown(event.output));
      break;
    case 'tool':
      if (extra) into(extra.text);
      into(shown(event.input));
      out(shown(event.result) ?? shown(event.output));
      break;
    case 'error':
      if (extra) {
        const parts = wrap(extra.text, columns);
        const [text, rest] = [parts.slice(0, errorLines - 1), parts.slice(errorLines - 1)];
        const all = rest.length === 0 ? text : [...text, rest.join(' ')];
        lines.push(...all.map((part) => [{ ...extra, text: part }]));
      }
      break;
    default:
      into(shown(event.input));
      out(shown(event.output));
  }
  return [...lines, ...noteLines(event, sessionReason)].map((line) => truncateSpans(line, columns));
}

/** Why something is missing. What stands at the session's head, or at what the event is in (`outer`), is not said again. */
export function noteLines(
  event: AgentOpsEvent,
  sessionReason: string | undefined,
  outer?: AgentOpsEvent,
): Span[][] {
  const reason = event.attributes[indeterminateReason];
  const isKnown = reason === sessionReason || reason === outer?.attributes[indeterminateReason];
  const content = event.content === outer?.content ? 'captured' : event.content;
  const notes = [isKnown ? undefined : reason, contentNotes[content ?? 'captured']];
  return notes
    .filter((note) => typeof note === 'string')
    .map((note) => [span(oneLine(note), 'yellow')]);
}

function shown(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return oneLine(value);
}

import type { AgentOpsEvent } from '@agentops/core';
import { hostName } from '../format/host-name.ts';
import { type Span, span } from '../format/span.ts';
import { argumentList, inFull, oneLine } from '../format/text.ts';
import { wrap } from '../format/width.ts';
import { noteLines } from './details.ts';
import { messageInFull } from './messages.ts';

const shortLength = 200;

/** Everything that was recorded of an event's content, whole, in labelled blocks of lines. */
export function payloadLines(
  event: AgentOpsEvent,
  { columns, sessionReason }: { columns: number; sessionReason: string | undefined },
): Span[][] {
  const lines: Span[][] = [];
  const add = (label: string, value: unknown) => {
    if (isEmpty(value)) return;
    lines.push([span(label, 'cyan')]);
    for (const line of inFull(value).split('\n')) {
      for (const part of wrap(line, columns - 2)) lines.push([span(`  ${part}`)]);
    }
  };
  /** What describes the call rather than what was said in it: in one line where that is short. */
  const describe = (label: string, value: object | null) => {
    const text = argumentList(value);
    if (isEmpty(value) || text.length > shortLength) add(label, value);
    else lines.push([span(`${label} `, 'cyan'), span(text, 'dim')]);
  };
  add('input', event.input);
  if (event.type === 'llm') {
    for (const message of event.inputMessages ?? [])
      add(`› ${message.role}`, messageInFull(message));
    for (const message of event.outputMessages ?? []) {
      add(`‹ ${message.role}`, messageInFull(message));
    }
    add('tools', event.toolDefinitions);
    describe('usage', event.usage);
    if (event.attempts.length > 1) describe('attempts', event.attempts);
  } else if (event.type === 'tool') {
    add('› arguments', event.arguments);
    add('‹ result', event.result);
  } else if (event.type === 'error') {
    if (!event.stack?.includes(event.message)) add('message', event.message);
    add('stack', event.stack);
    add('details', event.details);
  }
  add('output', event.output);
  add('logs', event.logs);
  describe('attributes', event.attributes);
  const origin = originText(event);
  if (origin) lines.push([span('source ', 'cyan'), span(origin, 'dim')]);
  return [...lines, ...noteLines(event, sessionReason)];
}

/** Which adapter saw it, and how its session was told. By hand and through the session's own handle says nothing. */
function originText({ source, attribution }: AgentOpsEvent): string | undefined {
  if (!source && attribution === 'handle') return undefined;
  const host = source && `${hostName(source)} through ${source.adapter}, `;
  return oneLine(`${host ?? ''}session found by ${attribution}`);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

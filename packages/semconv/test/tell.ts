import { readFileSync } from 'node:fs';
import type { Message, MessagePart } from '@agentops/core';
import { mapSpan } from '../src/index.ts';
import type { MappedEvent, MappedSession, MappedSpan } from '../src/mapped-span.ts';
import type { Span } from '../src/span.ts';

/** Spans that the real package sent, with texts of our own. See `fixtures/README.md`. */
export function fixture(name: string): Span[] {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8'));
}

export function span(told: Partial<Span> = {}): Span {
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    parentSpanId: '00f067aa0ba902b7',
    name: 'span',
    kind: 1,
    startTime: 1_767_225_600_000,
    endTime: 1_767_225_600_250.5,
    statusCode: 0,
    attributes: {},
    events: [],
    links: [],
    resource: { 'service.name': 'test' },
    scope: { name: 'test' },
    ...told,
  };
}

/** The event of a span with these attributes. */
export function eventOf(attributes: Span['attributes'], told: Partial<Span> = {}): MappedEvent {
  return mapSpan(span({ ...told, attributes })).event;
}

/** A table of what was read: one event a line, and under it what else it says. */
export function tell(spans: readonly Span[]): string {
  return `\n${spans.map((one) => tellSpan(mapSpan(one))).join('\n')}\n`;
}

function tellSpan({ dialect, part, session, event, also }: MappedSpan): string {
  const what = part ? 'part of its parent' : tellEvent(event);
  const lines = [`${dialect}: ${what}`, ...tellContent(event), tellSession(session)];
  for (const one of also) {
    const { key, type, errorType, message, stack } = one;
    if (type === 'error') lines.push(`  ${key}: ${errorType}: ${message} | ${stack ?? '-'}`);
    else lines.push(`  ${key}: ${tellEvent(one)}`, ...tellContent(one).map((line) => `  ${line}`));
  }
  lines.push(`  kept ${Object.keys(event.attributes ?? {}).join(' ') || '-'}`);
  return lines.filter((line) => line !== '').join('\n');
}

function tellEvent(event: MappedEvent): string {
  const { usage } = event;
  return [
    `${event.type} ${event.name}`,
    event.status === 'ok' ? '' : event.status,
    event.actionType ?? event.kind ?? event.operationName,
    event.agent ? `agent ${event.agent.id}` : '',
    event.provider,
    [event.requestModel, event.responseModel].filter(Boolean).join(' > '),
    event.finishReasons?.join('+'),
    usage ? `tokens ${Object.values(usage).map((tokens) => tokens ?? '-')}` : '',
    event.streamed ? `streamed ${event.timeToFirstChunkMs !== undefined ? 'timed' : ''}` : '',
    event.toolDefinitions ? `tools ${(event.toolDefinitions as unknown[]).length}` : '',
    event.callId,
    event.logs ? `logs ${(event.logs as { name: string }[]).map(({ name }) => name)}` : '',
  ]
    .filter((word) => word !== undefined && word !== '')
    .join(' | ');
}

function tellContent(event: MappedEvent): string[] {
  const { inputMessages, outputMessages, input, output, arguments: args, result } = event;
  const lines = [
    ...(inputMessages ?? []).map((message) => `  < ${tellMessage(message)}`),
    ...(outputMessages ?? []).map((message) => `  > ${tellMessage(message)}`),
  ];
  for (const [name, value] of Object.entries({ input, output, arguments: args, result })) {
    if (value !== undefined) lines.push(`  ${name} ${JSON.stringify(value).slice(0, 160)}`);
  }
  return lines;
}

function tellMessage({ role, name, parts, finish_reason }: Message): string {
  const reason = finish_reason === undefined ? '' : ` (${finish_reason})`;
  return `${role}${name ? ` ${name}` : ''}: ${parts.map(tellPart).join(' + ')}${reason}`;
}

function tellPart(part: MessagePart): string {
  if (part.type === 'text') return part.content;
  if (part.type === 'tool_call') {
    return `${part.name}(${JSON.stringify(part.arguments)}) ${part.id}`;
  }
  if (part.type === 'tool_call_response') return `${part.id} = ${JSON.stringify(part.response)}`;
  return JSON.stringify(part);
}

function tellSession({ hostEnv: _hostEnv, agents: _agents, ...session }: MappedSession): string {
  return Object.keys(session).length > 0 ? `  session ${JSON.stringify(session)}` : '';
}

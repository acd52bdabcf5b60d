/** Spans as Python's SDK 0.4.21 writes them, in its own names. */
import type { ErrorEvent, FinishedEvent } from '@agentops/core';
import { type Attributes, SESSION_ID, type Span, spanIdOf, traceIdOf } from '@agentops/semconv';
import { callAttributes } from './call-attributes.ts';
import { given, plainText, simple } from './span-values.ts';

/** OTLP's numbers. */
const internal = 1;
const client = 3;
const statusOf: Readonly<Record<string, number>> = { ok: 1, error: 2 };

/** What AgentOps has an icon for; any other action is a `task`, as its `operation` decorator makes it. */
const kinds: ReadonlySet<string> = new Set([
  ...['agent', 'task', 'operation', 'workflow', 'chain', 'text', 'guardrail', 'http'],
]);

/** @param errors what failed in it: they are told by its own span */
export function spanOfEvent(event: FinishedEvent, errors: readonly ErrorEvent[]): Span {
  const { sessionId, parentId, startTime, agent } = event;
  const kind = kindOf(event);
  const all = event.type === 'error' ? [event, ...errors] : errors;
  const [error] = all;
  return {
    traceId: traceIdOf(sessionId),
    spanId: spanIdOf(event.id),
    // Its trace is its session, whose own span is the root.
    parentSpanId: spanIdOf(parentId || sessionId),
    name: nameOf(event, kind),
    kind: event.type === 'llm' ? client : internal,
    startTime,
    // Nobody knows when it would have ended.
    endTime: event.endTime ?? startTime,
    statusCode: error ? 2 : (statusOf[event.status] ?? 0),
    ...(error ? { statusMessage: error.message } : {}),
    attributes: {
      ...simple(event.attributes),
      'agentops.span.kind': kind,
      'operation.name': event.name,
      [SESSION_ID]: sessionId,
      ...given({ 'agent.id': agent?.id, 'agent.name': agent?.name, 'agent.role': agent?.role }),
      ...given({ 'error.type': error?.errorType, 'error.message': error?.message }),
      ...fieldsOf(event, kind),
    },
    events: all.map(({ startTime: time, errorType, message, stack }) => ({
      name: 'exception',
      time,
      attributes: given({
        'exception.type': errorType,
        'exception.message': message,
        'exception.stacktrace': stack,
      }),
    })),
    links: [],
    resource: {},
    scope: { name: 'agentops' },
  };
}

function kindOf(event: FinishedEvent): string {
  if (event.type === 'llm' || event.type === 'tool') return event.type;
  if (event.type === 'error') return 'unknown';
  return kinds.has(event.actionType) ? event.actionType : 'task';
}

function nameOf(event: FinishedEvent, kind: string): string {
  if (event.type !== 'llm') return `${event.name}.${kind}`;
  const what = event.operationName === 'chat' ? 'chat.completion' : event.operationName;
  return `${event.provider ?? 'llm'}.${what}`;
}

function fieldsOf(event: FinishedEvent, kind: string): Attributes {
  switch (event.type) {
    case 'llm':
      return callAttributes(event);
    case 'tool':
      return given({
        'tool.name': event.name,
        'tool.parameters': plainText(event.arguments ?? event.input),
        'tool.result': plainText(event.result ?? event.output),
        'tool.call.id': event.callId,
      });
    default:
      return given({
        [`agentops.${kind}.input`]: plainText(event.input),
        [`agentops.${kind}.output`]: plainText(event.output),
      });
  }
}

/** Spans as Python's SDK 0.4.21 writes them, in its own names. */
import type { FinishedError, FinishedEvent } from '@agentops/core';
import {
  type Attributes,
  ERROR_MESSAGE,
  ERROR_TYPE,
  EXCEPTION,
  EXCEPTION_MESSAGE,
  EXCEPTION_STACKTRACE,
  EXCEPTION_TYPE,
  SESSION_ID,
  type Span,
  spanIdOf,
  traceIdOf,
} from '@agentops/semconv';
import {
  AGENT_ID,
  AGENT_NAME,
  AGENT_ROLE,
  AGENTOPS_PREFIX,
  AGENTOPS_SPAN_KIND,
  OPERATION_NAME,
  TOOL_CALL_ID,
  TOOL_NAME,
  TOOL_PARAMETERS,
  TOOL_RESULT,
} from '@agentops/semconv/agentops-sdk';
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

/** How the SDK's spans name what was called, where that is not OpenTelemetry's operation. */
const methods: Readonly<Record<string, string>> = {
  chat: 'chat.completion',
  text_completion: 'completion',
};

/** @param errors what failed in it: they are told by its own span */
export function spanOfEvent(event: FinishedEvent, errors: readonly FinishedError[]): Span {
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
      [AGENTOPS_SPAN_KIND]: kind,
      [OPERATION_NAME]: event.name,
      [SESSION_ID]: sessionId,
      ...given({ [AGENT_ID]: agent?.id, [AGENT_NAME]: agent?.name, [AGENT_ROLE]: agent?.role }),
      ...given({ [ERROR_TYPE]: error?.errorType, [ERROR_MESSAGE]: error?.message }),
      ...fieldsOf(event, kind),
    },
    events: all.map(({ startTime: time, errorType, message, stack }) => ({
      name: EXCEPTION,
      time,
      attributes: given({
        [EXCEPTION_TYPE]: errorType,
        [EXCEPTION_MESSAGE]: message,
        [EXCEPTION_STACKTRACE]: stack,
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
  const { operationName, provider } = event;
  return `${provider ?? 'llm'}.${methods[operationName] ?? operationName}`;
}

function fieldsOf(event: FinishedEvent, kind: string): Attributes {
  switch (event.type) {
    case 'llm':
      return callAttributes(event);
    case 'tool':
      return given({
        [TOOL_NAME]: event.name,
        [TOOL_PARAMETERS]: plainText(event.arguments ?? event.input),
        [TOOL_RESULT]: plainText(event.result ?? event.output),
        [TOOL_CALL_ID]: event.callId,
      });
    default:
      return given({
        [`${AGENTOPS_PREFIX}${kind}.input`]: plainText(event.input),
        [`${AGENTOPS_PREFIX}${kind}.output`]: plainText(event.output),
      });
  }
}

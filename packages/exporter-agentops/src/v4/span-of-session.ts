import type { SessionData } from '@agentops/core';
import {
  type Attributes,
  hostAttributes,
  SESSION_ID,
  type Span,
  spanIdOf,
  traceIdOf,
} from '@agentops/semconv';
import {
  AGENTOPS_LEGACY_END_STATE_REASON,
  AGENTOPS_SESSION_END_STATE,
  AGENTOPS_SPAN_KIND,
  AGENTOPS_TAGS,
  OPERATION_NAME,
  TRACE_METADATA_PREFIX,
} from '@agentops/semconv/agentops-sdk';
import { given, simple } from './span-values.ts';

/** The root of a session's trace. It is sent when the session is over. */
export function spanOfSession(session: SessionData): Span {
  const { id, startTime, endTime = startTime, endState = 'Indeterminate' } = session;
  const name = session.name ?? 'session';
  return {
    traceId: traceIdOf(id),
    spanId: spanIdOf(id),
    name: `${name}.session`,
    kind: 1,
    startTime,
    endTime: Math.max(startTime, endTime),
    // As the SDK: its end state says it, and an error here would be one more error.
    statusCode: 0,
    attributes: {
      ...machineOf(session.hostEnv),
      ...metadataOf(session.attributes),
      [AGENTOPS_SPAN_KIND]: 'session',
      [OPERATION_NAME]: name,
      [SESSION_ID]: id,
      [AGENTOPS_TAGS]: session.tags,
      [AGENTOPS_SESSION_END_STATE]: session.endStateRaw ?? endState,
      ...given({ [AGENTOPS_LEGACY_END_STATE_REASON]: session.endStateReason }),
    },
    events: [],
    links: [],
    resource: {},
    scope: { name: 'agentops' },
  };
}

const ofMachine = /^(?:host|os|process|cpu|memory|telemetry\.sdk)\./;

/** `sdk`: of a host in another language, what recorded there. */
function machineOf({ sdk, ...hostEnv }: Readonly<Record<string, unknown>>): Attributes {
  const all = { 'telemetry.sdk.name': sdk, ...hostAttributes(hostEnv) };
  return simple(Object.fromEntries(Object.entries(all).filter(([name]) => ofMachine.test(name))));
}

function metadataOf(attributes: Readonly<Record<string, unknown>>): Attributes {
  const named = Object.entries(attributes).map(([name, value]) => [
    name.startsWith(TRACE_METADATA_PREFIX) ? name : TRACE_METADATA_PREFIX + name,
    value,
  ]);
  return simple(Object.fromEntries(named));
}

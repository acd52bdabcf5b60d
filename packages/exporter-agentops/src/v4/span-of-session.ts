import type { SessionData } from '@agentops/core';
import { type Attributes, SESSION_ID, type Span, spanIdOf, traceIdOf } from '@agentops/semconv';
import { given, simple } from './span-values.ts';

/** OpenTelemetry's names of what core tells of the machine. */
const hostNames: Readonly<Record<string, string>> = {
  os: 'os.description',
  arch: 'host.arch',
  hostname: 'host.name',
  runtime: 'process.runtime.description',
  pid: 'process.pid',
  sdk: 'telemetry.sdk.name',
};

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
      'agentops.span.kind': 'session',
      'operation.name': name,
      [SESSION_ID]: id,
      'agentops.tags': session.tags,
      'agentops.session.end_state': session.endStateRaw ?? endState,
      ...given({ 'agentops.legacy.end_state_reason': session.endStateReason }),
    },
    events: [],
    links: [],
    resource: {},
    scope: { name: 'agentops' },
  };
}

function machineOf(hostEnv: Readonly<Record<string, unknown>>): Attributes {
  const machine: Attributes = {};
  for (const [key, value] of Object.entries(hostEnv)) {
    const name = hostNames[key] ?? key;
    if (/^(?:host|os|process|cpu|memory|telemetry\.sdk)\./.test(name)) machine[name] = value;
  }
  return simple(machine);
}

function metadataOf(attributes: Readonly<Record<string, unknown>>): Attributes {
  const prefix = 'trace.metadata.';
  const named = Object.entries(attributes).map(([name, value]) => [
    name.startsWith(prefix) ? name : prefix + name,
    value,
  ]);
  return simple(Object.fromEntries(named));
}

/** Where `@opentelemetry/api` 1.x keeps what the host has registered. It is not imported: most hosts have none. */
const apiKey = Symbol.for('opentelemetry.js.api.1');
const spanKey = Symbol.for('OpenTelemetry Context Key SPAN');

/** On an event: the host's own span that was active when it began, as W3C's `traceparent`. */
const hostTraceparent = 'agentops.host.traceparent';

interface SpanContext {
  traceId?: unknown;
  spanId?: unknown;
  traceFlags?: unknown;
}

interface Api {
  context?: {
    active?: () => { getValue?: (key: symbol) => { spanContext?: () => SpanContext } | undefined };
  };
}

/** What an event says of where it began, besides its session. Undefined where there is nothing to say. */
export function describePlace(conflict: string | undefined): Record<string, unknown> | undefined {
  const trace = activeTraceparent();
  if (trace === undefined && conflict === undefined) return undefined;
  return {
    ...(trace === undefined ? {} : { [hostTraceparent]: trace }),
    ...(conflict === undefined ? {} : { 'agentops.attribution.conflict': conflict }),
  };
}

/** Undefined where the host has no OpenTelemetry, or no span is active. Does not throw: all of this is somebody else's. */
function activeTraceparent(): string | undefined {
  const api = (globalThis as Record<symbol, Api | undefined>)[apiKey];
  if (!api) return undefined;
  try {
    const span = api.context?.active?.().getValue?.(spanKey)?.spanContext?.();
    const { traceId, spanId, traceFlags } = span ?? {};
    if (typeof traceId !== 'string' || typeof spanId !== 'string') return undefined;
    if (!/[^0]/.test(traceId) || !/[^0]/.test(spanId)) return undefined;
    return `00-${traceId}-${spanId}-${Number(traceFlags) & 1 ? '01' : '00'}`;
  } catch {
    return undefined;
  }
}

/**
 * Bodies of AgentOps' v3 token and v4 spans, field by field as the Python SDK 0.4.21 sends them. What it would not send so has a line
 * that begins with "Not the SDK's", and says why.
 */
import { z } from 'zod';

export const tokenBody = z.strictObject({ api_key: z.uuid() });

const count = z.number().int().nonnegative();
const json = z.string().refine((text) => typeof JSON.parse(text) === 'object', 'is a text');
const indexed = (prefix: string, fields: string) =>
  new RegExp(`^gen_ai\\.${prefix}\\.\\d+\\.(?:${fields})$`);
const message =
  'role|content|finish_reason|refusal|tool_call_id|tool_calls\\.\\d+\\.(?:id|type|name|arguments)';
const numbered = [
  indexed('prompt', message),
  indexed('completion', message),
  indexed('request\\.functions', 'name|description|parameters'),
];

/** Besides these a span has the event's own attributes, as a span of the SDK has what its user sets. */
const shared = {
  'agentops.span.kind': z.string(),
  'operation.name': z.string(),
  // Not the SDK's: so that a session keeps its id.
  'session.id': z.uuid(),
  'agent.id': z.string().optional(),
  'agent.name': z.string().optional(),
  'agent.role': z.string().optional(),
  'error.type': z.string().optional(),
  'error.message': z.string().optional(),
};

const attributes = z.discriminatedUnion('agentops.span.kind', [
  z.strictObject({
    ...shared,
    'agentops.span.kind': z.literal('session'),
    'agentops.tags': z.array(z.string()),
    'agentops.session.end_state': z.enum(['Success', 'Fail', 'Indeterminate']),
    'agentops.legacy.end_state_reason': z.string().optional(),
    'host.name': z.string(),
    'host.arch': z.string(),
    'os.description': z.string(),
    'process.pid': count,
    'process.runtime.description': z.string(),
    'telemetry.sdk.name': z.string(),
  }),
  z.strictObject({
    ...shared,
    'agentops.span.kind': z.literal('task'),
    'agentops.task.input': z.string().optional(),
    'agentops.task.output': z.string().optional(),
  }),
  z.strictObject({
    ...shared,
    'agentops.span.kind': z.literal('tool'),
    'tool.name': z.string(),
    'tool.parameters': z.string().optional(),
    'tool.result': z.string().optional(),
    'tool.call.id': z.string().optional(),
  }),
  z.strictObject({
    ...shared,
    'agentops.span.kind': z.literal('llm'),
    'gen_ai.system': z.string(),
    'gen_ai.request.type': z.enum(['chat', 'completion', 'embedding']),
    'gen_ai.request.model': z.string(),
    'gen_ai.request.streaming': z.boolean(),
    // As in the SDK, what the provider did not say is not there.
    'gen_ai.response.model': z.string().optional(),
    'gen_ai.usage.prompt_tokens': count.optional(),
    'gen_ai.usage.completion_tokens': count.optional(),
    'gen_ai.usage.total_tokens': count.optional(),
    'gen_ai.usage.cache_read_input_tokens': count.optional(),
    'gen_ai.usage.cache_creation_input_tokens': count.optional(),
    'gen_ai.usage.reasoning_tokens': count.optional(),
    // Not the SDK's, which has no names for what is no text: of vectors, it keeps the length of each.
    'agentops.llm.input': json.optional(),
    'agentops.llm.output': json.optional(),
  }),
  z.strictObject({
    ...shared,
    // Not the SDK's, which has the word, but no span for an error alone: one that no event failed with would be lost.
    'agentops.span.kind': z.literal('unknown'),
    'error.type': z.string(),
    'error.message': z.string(),
  }),
]);

const nanos = z.string().regex(/^\d{19}$/);

export const spanShape = z.strictObject({
  traceId: z.string().regex(/^[\da-f]{32}$/),
  spanId: z.string().regex(/^[\da-f]{16}$/),
  parentSpanId: z
    .string()
    .regex(/^[\da-f]{16}$/)
    .optional(),
  name: z.string(),
  kind: z.union([z.literal(1), z.literal(3)]),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes: z.preprocess(withoutFamilies, attributes),
  events: z.array(
    z.strictObject({
      name: z.literal('exception'),
      timeUnixNano: nanos,
      attributes: z.strictObject({
        'exception.type': z.string(),
        'exception.message': z.string(),
        // Not the SDK's, which always has one: an error that was recorded without its stack gets none made up.
        'exception.stacktrace': z.string().optional(),
      }),
    }),
  ),
  status: z.strictObject({ code: z.number().int().min(0).max(2), message: z.string().optional() }),
  resource: z.strictObject({
    'service.name': z.literal('agentops'),
    'agentops.project.id': z.literal('a-project'),
  }),
  scope: z.literal('agentops'),
});

/** All that stands under a number is text; what stands in a session's metadata is a scalar. */
function withoutFamilies(given: unknown): unknown {
  const all = given as Record<string, unknown>;
  const isSession = all['agentops.span.kind'] === 'session';
  const isOfFamily = (name: string, value: unknown) =>
    (typeof value === 'string' && numbered.some((pattern) => pattern.test(name))) ||
    (isSession && name.startsWith('trace.metadata.') && typeof value !== 'object');
  return Object.fromEntries(
    Object.entries(all).filter(([name, value]) => !isOfFamily(name, value)),
  );
}

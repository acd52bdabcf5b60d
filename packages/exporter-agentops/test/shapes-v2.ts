/** Bodies of AgentOps' v2 API, field by field as the Python SDK 0.3.26 sends them; what it sends by mistake is not in them. */
import { z } from 'zod';

/** As `datetime.isoformat()` writes it. */
const time = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}\+00:00$/);
const id = z.uuid();
const anything = z.json();
const chatMessage = z.strictObject({
  role: z.string(),
  content: anything,
  name: z.string().optional(),
  refusal: z.string().optional(),
  tool_call_id: z.string().optional(),
  tool_calls: z
    .array(
      z.strictObject({
        id: z.string().nullable(),
        type: z.literal('function'),
        function: z.strictObject({ name: z.string(), arguments: z.string() }),
      }),
    )
    .optional(),
});

const session = z.strictObject({
  session_id: id,
  init_timestamp: time,
  end_timestamp: time.nullable(),
  end_state: z.enum(['Success', 'Fail', 'Indeterminate']),
  end_state_reason: z.string().nullable(),
  tags: z.array(z.string()),
  video: z.string().nullable(),
  host_env: z.record(z.string(), anything),
  is_running: z.boolean(),
});

const base = {
  id,
  session_id: id,
  agent_id: id.nullable(),
  init_timestamp: time,
  end_timestamp: time.nullable(),
};

const event = z.discriminatedUnion('event_type', [
  z.strictObject({
    ...base,
    event_type: z.literal('actions'),
    params: anything,
    returns: anything,
    action_type: z.string(),
    name: z.string(),
    logs: anything,
    screenshot: z.string().nullable(),
  }),
  z.strictObject({
    ...base,
    event_type: z.literal('llms'),
    params: z.record(z.string(), anything),
    returns: z.record(z.string(), anything),
    thread_id: id.nullable(),
    prompt: z.array(chatMessage).nullable(),
    prompt_tokens: z.number().nullable(),
    completion: z.union([chatMessage, z.array(chatMessage)]).nullable(),
    completion_tokens: z.number().nullable(),
    cost: z.null(),
    model: z.string().nullable(),
  }),
  z.strictObject({
    ...base,
    event_type: z.literal('tools'),
    params: anything,
    returns: anything,
    name: z.string(),
    tool_name: z.string(),
    logs: anything,
  }),
  z.strictObject({
    ...base,
    event_type: z.literal('errors'),
    params: anything,
    returns: anything,
    trigger_event_id: id.nullable(),
    trigger_event_type: z.enum(['actions', 'llms', 'tools', 'errors']).nullable(),
    timestamp: time,
    exception: z.null(),
    error_type: z.string(),
    code: z.string().nullable(),
    details: anything,
    logs: anything,
  }),
]);

const events = z.strictObject({ events: z.array(event).min(1).max(25) });
const sessionBody = z.strictObject({ session });

export const shapes: Readonly<Record<string, z.ZodType>> = {
  '/v2/create_session': sessionBody,
  '/v2/update_session': sessionBody,
  '/v2/reauthorize_jwt': z.strictObject({ session_id: id }),
  '/v2/create_agent': z.strictObject({ id, name: z.string() }),
  '/v2/create_events': events,
  '/v2/update_events': events,
};

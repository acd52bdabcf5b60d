import { createHash } from 'node:crypto';
import type {
  Agent,
  Attribution,
  EventFields,
  EventRecord,
  EventSource,
  EventType,
} from '@agentops/core';
import { type DerivedWriter, derivedId } from '../derived-records.ts';
import { isObject, messagesOf } from './chat-message.ts';
import { llmFields } from './llm-fields.ts';
import type { EventBody } from './v2-body.ts';

/** What an event does not say itself. */
export interface EventContext {
  sessionId: string;
  attribution: Attribution;
  /** Epoch milliseconds, each time later: of two records the one that came later holds. */
  now: () => number;
  source: EventSource;
  agentOf: (id: string) => Agent;
  /** It changes an event that is there already: what it does not name stays as it was. */
  isUpdate: boolean;
}

const typeOf: Readonly<Record<string, EventType>> = { llms: 'llm', tools: 'tool', errors: 'error' };

/** The fields that have a place of their own, or say nothing: `trigger_event` lost its content in the client. */
const known = new Set([
  ...['id', 'event_type', 'session_id', 'agent_id', 'init_timestamp', 'end_timestamp', 'timestamp'],
  ...['params', 'returns', 'name', 'tool_name', 'action_type', 'logs', 'screenshot'],
  ...['thread_id', 'prompt', 'prompt_tokens', 'completion', 'completion_tokens', 'model', 'cost'],
  ...['error_type', 'code', 'details', 'exception', 'trigger_event'],
  ...['trigger_event_id', 'trigger_event_type'],
]);

/** The records of one event of the v2 API. Sent again, it gives the same ones. */
export function eventRecords(
  writer: DerivedWriter,
  body: EventBody,
  context: EventContext,
): EventRecord[] {
  const { sessionId, attribution, source, now } = context;
  const time = now();
  const type = typeOf[body.event_type ?? ''] ?? 'action';
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('base64url');
  // Errors of 0.3.0 to 0.3.18 have no id.
  const id = body.id || derivedId('agentops-event', sessionId, digest);
  const fields = fieldsOf(type, body);
  const event: EventRecord['event'] = {
    ...(context.isUpdate ? {} : defaultsOf(type, body, time)),
    ...fields,
    ...timesOf(type, body),
    ...(body.agent_id ? { agent: context.agentOf(body.agent_id) } : {}),
    attributes: attributesOf(body),
    id,
    type,
    sessionId,
    attribution,
    source,
  };
  const kind = event.status === 'running' ? 'start' : 'end';
  const key = `event ${id} ${digest}`;
  const record = writer.event(key, time, event, kind);
  const prompt = type === 'llm' ? messagesOf(body.prompt, 'user') : null;
  const records = [prompt ? { ...record, prompt: { keep: 0, add: prompt } } : record];
  if (fields.triggerEventId) {
    const failed = { id: fields.triggerEventId, sessionId, status: 'error' as const };
    records.push(writer.event(`failed ${key}`, now(), failed));
  }
  return records;
}

function defaultsOf(type: EventType, body: EventBody, time: number): EventFields {
  const names = { llm: 'chat', tool: 'tool', error: 'Error', action: 'action' };
  const startTime = body.timestamp ?? body.end_timestamp ?? time;
  if (type === 'error') return { name: names[type], startTime, endTime: startTime };
  return { name: names[type], startTime, status: 'running' };
}

function timesOf(
  type: EventType,
  { init_timestamp: start, end_timestamp: end }: EventBody,
): EventFields {
  return {
    ...(start == null ? {} : { startTime: start }),
    ...(end == null ? {} : { endTime: end, status: 'ok' }),
    // An error has no duration.
    ...(type === 'error' ? { status: 'error', ...(start == null ? {} : { endTime: start }) } : {}),
  };
}

function fieldsOf(type: EventType, body: EventBody): EventFields {
  if (type === 'llm') return llmFields(body);
  if (type === 'error') return errorFields(body);
  const { params, returns } = body;
  const logs = given('logs', body.logs);
  if (type === 'tool') {
    const name = given('name', textOf(body.name) ?? textOf(body.tool_name));
    return { ...name, ...given('arguments', params), ...given('result', returns), ...logs };
  }
  const actionType = actionTypeOf(body);
  return {
    ...given('name', textOf(body.name) ?? actionType),
    ...given('actionType', actionType),
    ...given('input', params),
    ...given('output', returns),
    ...given('screenshot', textOf(body.screenshot)),
    ...logs,
  };
}

/** `ActionEvent("round")` sets the event's type in place of the action's. */
function actionTypeOf({ action_type: actionType, event_type: eventType }: EventBody) {
  return textOf(actionType) ?? (eventType === 'actions' ? null : textOf(eventType));
}

function errorFields(body: EventBody): EventFields {
  const errorType = textOf(body.error_type);
  const { code, details, logs } = body;
  const trigger = isObject(body.trigger_event) ? body.trigger_event : {};
  const triggerId = textOf(body.trigger_event_id) ?? textOf(trigger.id);
  const triggerType = textOf(body.trigger_event_type) ?? textOf(trigger.event_type);
  // Outside of an except block, Python's traceback says that there is none.
  const stack = textOf(logs)?.startsWith('NoneType: None') ? null : textOf(logs);
  return {
    ...given('name', errorType),
    ...given('errorType', errorType),
    ...given('message', textOf(details)),
    ...given('details', details),
    ...given('code', typeof code === 'number' ? code : textOf(code)),
    ...given('stack', stack),
    ...given('logs', typeof logs === 'string' ? null : logs),
    ...(triggerId ? { triggerEventId: triggerId, parentId: triggerId } : {}),
    ...(triggerType ? { triggerEventType: typeOf[triggerType] ?? 'action' } : {}),
  };
}

function attributesOf(body: EventBody): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(body)) {
    if (!known.has(key) && value != null) attributes[`agentops.${key}`] = value;
  }
  const type = body.event_type;
  if (type && !typeOf[type] && type !== 'actions') attributes['agentops.event_type'] = type;
  // What the client was told or worked out; ours comes from the tokens.
  if (body.cost != null) attributes['agentops.reported_cost'] = body.cost;
  return attributes;
}

function given<K extends keyof EventFields>(key: K, value: unknown): Pick<EventFields, K> {
  return (value == null ? {} : { [key]: value }) as Pick<EventFields, K>;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

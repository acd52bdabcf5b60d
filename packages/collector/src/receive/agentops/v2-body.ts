import { z } from 'zod';

const text = z.string().nullish();
/** Ids are UUIDs, and kept as they are whatever they are. */
const id = z
  .string()
  .min(1)
  .max(256)
  .refine((value) => value.isWellFormed() && !value.includes('\0'), 'is no id');
const optionalId = z.union([id, z.literal('')]).nullish();

/** Epoch milliseconds, with a fraction to the microsecond. */
const time = z
  .string()
  .transform((value, context) => {
    const milliseconds = readTime(value);
    if (milliseconds !== undefined) return milliseconds;
    context.addIssue({ code: 'custom', message: 'is no ISO 8601 time' });
    return z.NEVER;
  })
  .nullish();

const session = z.looseObject({
  session_id: id,
  init_timestamp: time,
  end_timestamp: time,
  end_state: text,
  end_state_reason: text,
  tags: z.array(z.string()).nullish(),
  video: text,
  host_env: z.record(z.string(), z.unknown()).nullish(),
  is_running: z.unknown().optional(),
});

export type SessionBody = z.output<typeof session>;
export const sessionBody = z.object({ session });

export const eventBody = z.looseObject({
  id: optionalId,
  event_type: text,
  session_id: optionalId,
  agent_id: optionalId,
  init_timestamp: time,
  end_timestamp: time,
  timestamp: time,
});

export type EventBody = z.output<typeof eventBody>;
/** What is changed has to be named. */
export const updateBody = eventBody.extend({ id, event_type: z.string().min(1) });
/** Each is read by itself. */
export const eventsBody = z.object({ events: z.array(z.unknown()) });

export const agentBody = z.object({ id: optionalId, name: text });
export const reauthorizeBody = z.object({ session_id: id });
export const apiKeyBody = z.looseObject({ api_key: text });

export const developerErrorBody = z.looseObject({
  session_id: optionalId,
  type: text,
  message: text,
  stack_trace: text,
});

const isoTime =
  /^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2})(?:\.(\d{1,3})(\d{0,3})\d*)?(Z|[+-]\d{2}:?\d{2})?$/i;

/** Python's `isoformat()` has microseconds, of which `Date` knows nothing. Without a zone it is UTC. */
function readTime(value: string): number | undefined {
  const match = isoTime.exec(value);
  if (!match) return undefined;
  const [, seconds, millis = '', micros = '', zone = 'Z'] = match;
  const whole = Date.parse(`${seconds}${zone}`);
  if (Number.isNaN(whole)) return undefined;
  return whole + Number(millis.padEnd(3, '0')) + Number(micros.padEnd(3, '0')) / 1000;
}

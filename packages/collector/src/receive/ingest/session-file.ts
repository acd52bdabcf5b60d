import type { AgentOpsEvent, EventRecord, SessionData } from '@agentops/core';
import { z } from '@hono/zod-openapi';
import { sessionSchema } from '../../serve/api/schemas/session.ts';
import { givenEventSchema } from '../../serve/api/schemas/whole-event.ts';
import { DerivedWriter, derivedId, toNdjson } from '../derived-records.ts';

/** A session in one JSON document, as `GET /sessions/{id}/export?format=json` gives it. */
export interface SessionFile {
  format: typeof sessionFormat;
  version: 1;
  session: SessionData;
  events: AgentOpsEvent[];
}

export const sessionFormat = 'agentops.session';

export const sessionFileSchema = z
  .looseObject({
    format: z.literal(sessionFormat),
    version: z.literal(1),
    session: sessionSchema,
    events: z.array(givenEventSchema),
  })
  .openapi('SessionFile');

/** Keeps records about one session apart in time. */
const tick = 0.001;

/**
 * Records that make the session and its events again. The same file gives the same records, so that importing it twice changes
 * nothing. What the session's own process was is not known any more: `owner` is another.
 */
export function recordsOfFile({ session, events }: SessionFile): string {
  const writer = new DerivedWriter(`import:${derivedId(session.id)}`);
  return toNdjson([
    ...sessionRecords(writer, session),
    ...events.map((event) => eventRecord(writer, event)),
  ]);
}

function sessionRecords(writer: DerivedWriter, session: SessionData) {
  const { id, name, tags, startTime, agents, hostEnv, source, attributes } = session;
  const { endTime, endState, endStateRaw, endStateReason } = session;
  let time = startTime;
  const next = () => {
    time += tick;
    return time;
  };
  const start = {
    id,
    ...(name === undefined ? {} : { name }),
    startTime,
    hostEnv,
    source,
    attributes,
    setTags: tags,
  };
  const records = [
    writer.session(keyOf('start', start), startTime, 'start', start),
    ...agents.map((agent) =>
      writer.session(keyOf('agent', agent), next(), 'update', { id, agent }),
    ),
  ];
  if (endState === undefined) return records;
  const end = {
    id,
    endState,
    ...(endTime === undefined ? {} : { endTime }),
    ...(endStateRaw === undefined ? {} : { endStateRaw }),
    ...(endStateReason === undefined ? {} : { endStateReason }),
    // Somebody who knows better may still say so.
    ...(endState === 'Indeterminate' ? { automatic: true } : {}),
  };
  records.push(writer.session(keyOf('end', end), Math.max(next(), endTime ?? 0), 'end', end));
  return records;
}

function eventRecord(writer: DerivedWriter, event: AgentOpsEvent) {
  const { inputMessages, cost, ...patch } = event as AgentOpsEvent & Record<string, unknown>;
  const { startTime, endTime, status } = event;
  // What has no end may get one yet.
  const kind = status === 'running' ? 'start' : status === 'indeterminate' ? 'update' : 'end';
  const record = writer.event(
    keyOf('event', event),
    endTime ?? startTime,
    patch as unknown as EventRecord['event'],
    kind,
  );
  if (Array.isArray(inputMessages)) record.prompt = { keep: 0, add: inputMessages };
  return record;
}

function keyOf(what: string, content: unknown): string {
  return `${what}/${derivedId(JSON.stringify(content))}`;
}

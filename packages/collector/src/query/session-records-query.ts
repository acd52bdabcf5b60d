import type { AgentOpsRecord } from '@agentops/core';
import { portableRecord } from '@agentops/store';
import { isClosed, type WriterEnd } from '../store/writer-end.ts';
import type { EventLookup } from './event-lookup.ts';
import type { Statements } from './statements.ts';
import type { WholeEvents } from './whole-events.ts';

export interface SessionRecordParts {
  sql: Statements;
  lookup: EventLookup;
  events: WholeEvents;
}

/** Which records leave the store with a session, in order: who wrote, then what was written. */
export function sessionRecordIds(sessionId: string, sql: Statements): number[] {
  const session = sql.get<{ row: number }>('SELECT row FROM session WHERE id = ?', sessionId);
  if (!session) return [];
  const own = sql.all<{ id: number; writer: number }>(
    `SELECT id, writer FROM record WHERE session = ?
     UNION ALL SELECT record.id, record.writer FROM event JOIN record ON record.event = event.row
       WHERE event.session = ?
     ORDER BY 1`,
    session.row,
    session.row,
  );
  const writers = [...new Set(own.map(({ writer }) => writer))];
  return [...writers.flatMap((writer) => aboutWriter(writer, sql)), ...own.map(({ id }) => id)];
}

/** Those of some of these numbers, as NDJSON. What was pruned meanwhile is left out. */
export function recordsOf(
  sessionId: string,
  ids: readonly number[],
  { sql, lookup, events }: SessionRecordParts,
): string {
  const session = sql.get<{ row: number }>('SELECT row FROM session WHERE id = ?', sessionId);
  const isInSession = (eventId: string) => {
    const row = lookup.rowOf(eventId);
    if (row === undefined) return false;
    const found = sql.get<{ session: number }>('SELECT session FROM event WHERE row = ?', row);
    return found !== undefined && found.session === session?.row;
  };
  let text = '';
  for (const id of ids) {
    const found = sql.get<{ event: number | null; body: string }>(
      'SELECT event, body FROM record WHERE id = ?',
      id,
    );
    if (!found) continue;
    const record = JSON.parse(found.body) as AgentOpsRecord;
    const buildsOn = 'prompt' in record ? record.prompt?.base : undefined;
    const event =
      buildsOn !== undefined && 'event' in record && found.event !== null
        ? events.all([{ row: found.event, id: record.event.id }])[0]
        : undefined;
    text += `${JSON.stringify(portableRecord(record, event, isInSession))}\n`;
  }
  return text;
}

/** Who it is, and that it closed. */
function aboutWriter(writer: number, sql: Statements): number[] {
  const last = (kind: 5 | 7) =>
    sql.get<{ id: number }>(
      `SELECT id FROM record INDEXED BY record_about WHERE writer = ? AND kind = ${kind} ORDER BY seq DESC LIMIT 1`,
      writer,
    )?.id;
  const end = sql.get<WriterEnd>(
    'SELECT last_seq, closed, closed_seq, gone FROM writer WHERE id = ?',
    writer,
  );
  const ids = [last(5), end && isClosed(end) ? last(7) : undefined];
  return ids.filter((id) => id !== undefined);
}

import type { SQLInputValue } from 'node:sqlite';
import {
  checkLimit,
  decodeCursor,
  type ErrorGroup,
  type ErrorGroupQuery,
  encodeCursor,
  type Page,
} from '@agentops/store';
import type { EventLookup } from './event-lookup.ts';
import { timeBounds } from './event-pages.ts';
import type { EventSummaries } from './event-summaries.ts';
import type { Statements } from './statements.ts';
import type { WholeEvents } from './whole-events.ts';
import type { WordReader } from './word-reader.ts';

export interface ErrorGroupParts {
  sql: Statements;
  words: WordReader;
  lookup: EventLookup;
  summaries: EventSummaries;
  events: WholeEvents;
}

interface Row {
  fingerprint: number;
  count: number;
  sessions: number;
  first: number;
  last: number;
}

interface Narrowed {
  where: string[];
  values: SQLInputValue[];
}

export function errorGroups(query: ErrorGroupQuery, parts: ErrorGroupParts): Page<ErrorGroup> {
  const { sql, words } = parts;
  const limit = checkLimit(query.limit);
  const behind =
    query.cursor === undefined ? undefined : decodeCursor('errorGroups', query, query.cursor);
  const narrowed = narrow(query, parts);
  const groups = sql
    .all<Row>(
      `SELECT fingerprint, count(*) AS count, count(DISTINCT session) AS sessions, min(start) AS first, max(start) AS last
       FROM event INDEXED BY event_fingerprint
       WHERE fingerprint IS NOT NULL AND ${narrowed.where.join(' AND ')} GROUP BY fingerprint`,
      ...narrowed.values,
    )
    .map((row) => ({ ...row, id: words.text(row.fingerprint) }))
    .filter(
      ({ last, id }) => !behind || last < behind.time || (last === behind.time && id < behind.id),
    )
    .sort((a, b) => b.last - a.last || (a.id < b.id ? 1 : -1));
  const page = groups.slice(0, limit);
  const end = page.at(-1);
  return {
    items: page.map((group) => toGroup(group, group.id, narrowed, parts)),
    ...(groups.length > limit && end
      ? { next: encodeCursor('errorGroups', query, { time: end.last, id: end.id }) }
      : {}),
  };
}

function narrow(query: ErrorGroupQuery, { sql, words, lookup }: ErrorGroupParts): Narrowed {
  const narrowed: Narrowed = timeBounds(query, undefined, 'asc');
  if (query.host) {
    narrowed.where.push('source IN (SELECT value FROM json_each(?))');
    narrowed.values.push(
      JSON.stringify(words.findSources(query.host, undefined).map(({ id }) => id)),
    );
  }
  if (query.tool) {
    const tools = new Set(words.find('tool', query.tool).map(({ id }) => id));
    const rows = sql
      .all<{ row: number; parent: string }>(
        `SELECT row, parent FROM event INDEXED BY event_fingerprint
         WHERE fingerprint IS NOT NULL AND parent IS NOT NULL AND ${narrowed.where.join(' AND ')}`,
        ...narrowed.values,
      )
      .filter(({ parent }) => tools.has(toolOf(parent, sql, lookup)))
      .map(({ row }) => row);
    narrowed.where.push('row IN (SELECT value FROM json_each(?))');
    narrowed.values.push(JSON.stringify(rows));
  }
  return narrowed;
}

function toolOf(id: string, sql: Statements, lookup: EventLookup): number {
  const row = lookup.rowOf(id);
  if (row === undefined) return -1;
  return sql.get<{ tool: number | null }>('SELECT tool FROM event WHERE row = ?', row)?.tool ?? -1;
}

function toGroup(
  { fingerprint, count, sessions, first, last }: Row,
  id: string,
  narrowed: Narrowed,
  { sql, words, summaries, events }: ErrorGroupParts,
): ErrorGroup {
  const latest = sql.get<{ row: number; id: string; session: number; error_type: number | null }>(
    `SELECT row, id, session, error_type FROM event INDEXED BY event_fingerprint
     WHERE fingerprint = ? AND start = ? AND ${narrowed.where.join(' AND ')} ORDER BY id DESC LIMIT 1`,
    fingerprint,
    last,
    ...narrowed.values,
  );
  if (!latest) throw new Error(`the errors of ${id} went away`);
  const { message } = events.withoutPrompt(latest.row, latest.id) as { message?: unknown };
  return {
    fingerprint: id,
    errorType: words.text(latest.error_type) ?? '',
    message: typeof message === 'string' ? message : '',
    count,
    sessions,
    firstSeen: first,
    lastSeen: last,
    lastEventId: latest.id,
    lastSessionId: summaries.sessionId(latest.session),
  };
}

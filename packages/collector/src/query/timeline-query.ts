import type { SQLInputValue } from 'node:sqlite';
import {
  type Buckets,
  checkTimeline,
  emptyTotals,
  type TimelineBucket,
  type TimelineQuery,
} from '@agentops/store';
import { ofTotals, totalsOf } from '../store/schema/totals-columns.ts';
import { sessionStates } from '../store/session-states.ts';
import { hourMs } from '../store/write/rollups.ts';
import { compileFilter } from './event-filter.ts';
import { timeBounds } from './event-pages.ts';
import { sessionConditions } from './session-filter.ts';
import type { Statements } from './statements.ts';
import { totalsSql } from './totals-sql.ts';
import type { WordReader } from './word-reader.ts';

type Row = Record<string, number>;

export function timeline(
  query: TimelineQuery,
  sql: Statements,
  words: WordReader,
): TimelineBucket[] {
  const buckets = checkTimeline(query);
  const answer = Array.from(
    { length: buckets.count },
    (_, index): TimelineBucket => ({
      start: buckets.from + index * query.bucketMs,
      sessions: 0,
      failedSessions: 0,
      ...emptyTotals(),
    }),
  );
  const wholeHours = query.bucketMs % hourMs === 0 && query.tag === undefined;
  const rows = wholeHours
    ? ofHours(query, buckets, sql, words)
    : ofEvents(query, buckets, sql, words);
  for (const row of rows) {
    const bucket = answer[row.bucket as number];
    if (!bucket) continue;
    for (const [name, value] of Object.entries(totalsOf(row))) {
      bucket[name as 'events'] += value;
    }
  }
  for (const row of ofSessions(query, buckets, sql, words)) {
    const bucket = answer[row.bucket as number];
    if (bucket) Object.assign(bucket, { sessions: row.sessions, failedSessions: row.failed });
  }
  return answer;
}

/** From the rollups: a month costs as little as a day. */
function ofHours(
  { bucketMs, model, host }: TimelineQuery,
  { from, to }: Buckets,
  sql: Statements,
  words: WordReader,
): Row[] {
  const where: string[] = [];
  const values: SQLInputValue[] = [];
  if (model) {
    where.push('AND model IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(words.find('model', model).map(({ id }) => id)));
  }
  if (host) {
    where.push('AND source IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(words.findSources(host, undefined).map(({ id }) => id)));
  }
  return sql.all<Row>(
    `SELECT (hour - ?) / ? AS bucket, ${ofTotals((column) => `sum(${column}) AS ${column}`)}
     FROM bucket WHERE hour >= ? AND hour < ? ${where.join(' ')} GROUP BY 1`,
    BigInt(from / hourMs),
    BigInt(bucketMs / hourMs),
    from / hourMs,
    to / hourMs,
    ...values,
  );
}

function ofEvents(
  { bucketMs, tag, model, host }: TimelineQuery,
  range: Buckets,
  sql: Statements,
  words: WordReader,
): Row[] {
  const filter = compileFilter(
    { ...(tag ? { tag } : {}), ...(model ? { model } : {}), ...(host ? { host } : {}) },
    sql,
    words,
  );
  if (!filter) return [];
  const { way, where, values } = filter;
  const time = timeBounds(range, undefined, 'asc');
  const conditions = [
    'duplicate_of IS NULL',
    ...[way.where].filter(Boolean),
    ...time.where,
    ...where,
  ];
  const text = `
    SELECT CAST((start - ?) / ? AS INTEGER) AS bucket, ${ofTotals((column) => `${totalsSql[column]} AS ${column}`)}
    FROM event INDEXED BY ${way.index} WHERE ${conditions.join(' AND ')} GROUP BY 1`;
  return way.values.flatMap((value) =>
    sql.all<Row>(
      text,
      range.from,
      bucketMs,
      ...(way.where === '' ? [] : [value]),
      ...time.values,
      ...values,
    ),
  );
}

function ofSessions(
  query: TimelineQuery,
  { from, to }: Buckets,
  sql: Statements,
  words: WordReader,
): Row[] {
  const conditions = sessionConditions(query, words);
  if (!conditions) return [];
  return sql.all<Row>(
    `SELECT CAST((start - ?) / ? AS INTEGER) AS bucket, count(*) AS sessions,
       count(*) FILTER (WHERE state = ${sessionStates.indexOf('Fail')}) AS failed
     FROM session WHERE ${['start >= ?', 'start < ?', ...conditions.where].join(' AND ')} GROUP BY 1`,
    from,
    query.bucketMs,
    from,
    to,
    ...conditions.values,
  );
}

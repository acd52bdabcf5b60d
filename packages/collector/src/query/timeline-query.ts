import type { SQLInputValue } from 'node:sqlite';
import {
  type Buckets,
  checkTimeline,
  type EventFilter,
  emptyTotals,
  type TimelineBucket,
  type TimelineQuery,
} from '@agentops/store';
import { ofTotals, totalsOf } from '../store/schema/totals-columns.ts';
import { sessionStates } from '../store/session-states.ts';
import { hourMs } from '../store/write/rollups.ts';
import { compileFilter } from './event-filter.ts';
import { timeBounds } from './event-pages.ts';
import { percentilesOf } from './latency-query.ts';
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
      ...(query.latencyOf === undefined ? {} : { latency: null }),
    }),
  );
  const { tag, agent, tool } = query;
  const wholeHours = query.bucketMs % hourMs === 0 && !tag && !agent && !tool;
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
  for (const [index, durations] of durationsOf(query, buckets, sql, words)) {
    const bucket = answer[index];
    if (bucket) bucket.latency = percentilesOf(durations);
  }
  return answer;
}

/** From the rollups: a month costs as little as a day. */
function ofHours(
  { bucketMs, model, host, adapter }: TimelineQuery,
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
  if (host || adapter) {
    where.push('AND source IN (SELECT value FROM json_each(?))');
    values.push(JSON.stringify(words.findSources(host, adapter).map(({ id }) => id)));
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

function ofEvents(query: TimelineQuery, range: Buckets, sql: Statements, words: WordReader): Row[] {
  const sums = ofTotals((column) => `${totalsSql[column]} AS ${column}`);
  return eventsIn(query, range, { select: sums, groupBy: 'GROUP BY 1' }, sql, words);
}

/** By the number of the bucket. */
function durationsOf(
  query: TimelineQuery,
  range: Buckets,
  sql: Statements,
  words: WordReader,
): Map<number, number[]> {
  const durations = new Map<number, number[]>();
  const { latencyOf } = query;
  if (latencyOf === undefined) return durations;
  const wanted = { ...query, type: [latencyOf] };
  const rows = eventsIn(
    wanted,
    range,
    { select: 'duration', where: 'duration IS NOT NULL' },
    sql,
    words,
  );
  for (const { bucket, duration } of rows) {
    const members = durations.get(bucket as number);
    if (members) members.push(duration as number);
    else durations.set(bucket as number, [duration as number]);
  }
  return durations;
}

function eventsIn(
  { bucketMs, latencyOf: _, ...filters }: TimelineQuery & EventFilter,
  range: Buckets,
  { select, where: also, groupBy = '' }: { select: string; where?: string; groupBy?: string },
  sql: Statements,
  words: WordReader,
): Row[] {
  const filter = compileFilter(filters, sql, words);
  if (!filter) return [];
  const { way, where, values } = filter;
  const time = timeBounds(range, undefined, 'asc');
  const conditions = ['duplicate_of IS NULL', also, way.where, ...time.where, ...where];
  const text = `
    SELECT CAST((start - ?) / ? AS INTEGER) AS bucket, ${select}
    FROM event INDEXED BY ${way.index} WHERE ${conditions.filter(Boolean).join(' AND ')} ${groupBy}`;
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

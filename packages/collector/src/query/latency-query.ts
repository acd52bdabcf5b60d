import type { LatencyGroup, LatencyPercentiles, LatencyQuery } from '@agentops/store';
import { parseSource } from '../store/word-kinds.ts';
import { compileFilter } from './event-filter.ts';
import { timeBounds } from './event-pages.ts';
import type { Statements } from './statements.ts';
import type { WordReader } from './word-reader.ts';

/** Word 3 is the status 'error'. */
const errorStatus = 3;

const columns = {
  model: 'model',
  tool: 'tool',
  provider: 'provider',
  host: 'source',
  type: 'type',
};

interface Group {
  durations: number[];
  firstChunks: number[];
  errors: number;
}

export function latencyGroups(
  query: LatencyQuery,
  sql: Statements,
  words: WordReader,
): LatencyGroup[] {
  const groups = new Map<string, Group>();
  const keys = new Map<number, string | null>();
  const keyOf = (word: number) => {
    let key = keys.get(word);
    if (key === undefined) {
      const text = words.text(word);
      key = query.groupBy === 'host' ? parseSource(text).host : text;
      keys.set(word, key);
    }
    return key;
  };
  for (const [word, duration, status, firstChunk] of durations(query, sql, words)) {
    const key = keyOf(word as number);
    if (key === null) continue;
    let group = groups.get(key);
    if (!group) {
      group = { durations: [], firstChunks: [], errors: 0 };
      groups.set(key, group);
    }
    group.durations.push(duration as number);
    if (firstChunk !== null) group.firstChunks.push(firstChunk as number);
    if (status === errorStatus) group.errors++;
  }
  return [...groups]
    .map(([key, group]) => toAnswer(key, group))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

function durations(query: LatencyQuery, sql: Statements, words: WordReader): (number | null)[][] {
  const filter = compileFilter(query, sql, words);
  if (!filter) return [];
  const { way, where, values } = filter;
  const time = timeBounds(query, undefined, 'asc');
  const column = columns[query.groupBy];
  const conditions = [
    `${column} IS NOT NULL`,
    'duration IS NOT NULL',
    'duplicate_of IS NULL',
    ...[way.where].filter(Boolean),
    ...time.where,
    ...where,
  ];
  const statement = sql.prepare(
    `SELECT ${column}, duration, status, first_chunk FROM event INDEXED BY ${way.index}
     WHERE ${conditions.join(' AND ')}`,
  );
  statement.setReturnArrays(true);
  return way.values.flatMap(
    (value) =>
      statement.all(...(way.where === '' ? [] : [value]), ...time.values, ...values) as unknown as (
        | number
        | null
      )[][],
  );
}

function toAnswer(key: string, { durations, firstChunks, errors }: Group): LatencyGroup {
  const chunks = Float64Array.from(firstChunks).sort();
  return {
    key,
    ...percentilesOf(durations),
    errorCount: errors,
    timeToFirstChunkP50: percentile(chunks, 0.5),
    timeToFirstChunkP95: percentile(chunks, 0.95),
  };
}

/** Of one duration or more. */
export function percentilesOf(durations: readonly number[]): LatencyPercentiles {
  const sorted = Float64Array.from(durations).sort();
  return {
    count: sorted.length,
    p50: percentile(sorted, 0.5) as number,
    p90: percentile(sorted, 0.9) as number,
    p95: percentile(sorted, 0.95) as number,
    p99: percentile(sorted, 0.99) as number,
    max: sorted.at(-1) as number,
  };
}

/** Between two values it is interpolated (NumPy's `linear`). */
function percentile(values: Float64Array, share: number): number | null {
  if (values.length === 0) return null;
  const place = (values.length - 1) * share;
  const low = values[Math.floor(place)] as number;
  const high = values[Math.ceil(place)] as number;
  return low + (high - low) * (place - Math.floor(place));
}

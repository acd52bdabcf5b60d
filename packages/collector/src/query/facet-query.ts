import { checkLimit, type FacetName, type FacetQuery, type FacetValue } from '@agentops/store';
import { parseSource, wordKinds } from '../store/word-kinds.ts';
import { hourMs } from '../store/write/rollups.ts';
import type { Statements } from './statements.ts';
import type { WordReader } from './word-reader.ts';

interface Count {
  word: number;
  events: number;
}

export function facet(
  name: FacetName,
  query: FacetQuery,
  sql: Statements,
  words: WordReader,
): FacetValue[] {
  const limit = checkLimit(query.limit, 100, 1000);
  const counts = new Map<string, number>();
  for (const { word, events } of countsOf(name, query, sql)) {
    const text = words.text(word);
    const value = name === 'host' || name === 'adapter' ? parseSource(text)[name] : text;
    if (value !== null && events > 0) counts.set(value, (counts.get(value) ?? 0) + events);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, limit);
}

function countsOf(name: FacetName, { from, to }: FacetQuery, sql: Statements): Count[] {
  const low = from ?? Number.NEGATIVE_INFINITY;
  const high = to ?? Number.POSITIVE_INFINITY;
  if (name === 'tag') {
    return sql.all<Count>(
      `SELECT word, count(*) AS events FROM session_word JOIN word ON word.id = word
         JOIN session ON session.row = session_word.session
       WHERE word.kind = ? AND own = 1 AND start >= ? AND start < ? GROUP BY word`,
      wordKinds.tag,
      low,
      high,
    );
  }
  const kind = wordKinds[name === 'host' || name === 'adapter' ? 'source' : name];
  if (from === undefined && to === undefined) {
    return sql.all<Count>(
      'SELECT id AS word, events FROM word WHERE kind = ? AND events > 0',
      kind,
    );
  }
  const column = columnOf(name);
  const firstHour = Math.ceil(low / hourMs);
  const lastHour = Math.floor(high / hourMs);
  const ofEvents = (start: number, end: number) =>
    sql.all<Count>(
      `SELECT ${column} AS word, count(*) AS events FROM event INDEXED BY event_start
       WHERE start >= ? AND start < ? AND ${column} IS NOT NULL AND duplicate_of IS NULL GROUP BY 1`,
      start,
      end,
    );
  if (firstHour >= lastHour) return ofEvents(low, high);
  return [
    ...sql.all<Count>(
      `SELECT word_hour.word, sum(word_hour.events) AS events FROM word_hour JOIN word ON word.id = word_hour.word
       WHERE hour >= ? AND hour < ? AND kind = ? GROUP BY word_hour.word`,
      firstHour,
      lastHour,
      kind,
    ),
    ...(Number.isFinite(low) ? ofEvents(low, firstHour * hourMs) : []),
    ...(Number.isFinite(high) ? ofEvents(lastHour * hourMs, high) : []),
  ];
}

function columnOf(name: Exclude<FacetName, 'tag'>): string {
  if (name === 'host' || name === 'adapter') return 'source';
  return name === 'errorType' ? 'error_type' : name;
}

import type { SQLInputValue } from 'node:sqlite';
import type { SessionData } from '@agentops/core';
import {
  checkLimit,
  decodeCursor,
  encodeCursor,
  type Page,
  type SessionQuery,
  type SessionState,
  type SessionSummary,
} from '@agentops/store';
import { totalsOf } from '../store/schema/totals-columns.ts';
import { sessionStates } from '../store/session-states.ts';
import { wordKinds } from '../store/word-kinds.ts';
import { timeBounds } from './event-pages.ts';
import { type SessionConditions, sessionConditions } from './session-filter.ts';
import type { Statements } from './statements.ts';
import type { WordReader } from './word-reader.ts';

/** Where so few sessions have a word, they are looked at one by one. */
const few = 500;

type Row = Record<string, number> & { id: unknown; data: unknown };

export function sessionById(
  id: string,
  sql: Statements,
  words: WordReader,
): SessionSummary | undefined {
  const row = sql.get<Row>('SELECT * FROM session WHERE id = ? AND data IS NOT NULL', id);
  return row && toSummary(row, sql, words);
}

export function sessionPage(
  query: SessionQuery,
  sql: Statements,
  words: WordReader,
): Page<SessionSummary> {
  const limit = checkLimit(query.limit);
  const behind =
    query.cursor === undefined ? undefined : decodeCursor('sessions', query, query.cursor);
  const conditions = sessionConditions(query, words);
  if (!conditions) return { items: [] };
  const time = timeBounds(query, behind, 'desc');
  const way = wayTo(query, conditions, sql);
  const where = [...time.where, ...way.where, ...conditions.where].join(' AND ');
  const rows = sql.all<Row>(
    `SELECT * FROM session ${way.index} WHERE ${where} ORDER BY start DESC, id DESC LIMIT ?`,
    ...time.values,
    ...way.values,
    ...conditions.values,
    limit + 1,
  );
  const last = rows[limit - 1];
  return {
    items: rows.slice(0, limit).map((row) => toSummary(row, sql, words)),
    ...(rows.length > limit && last
      ? {
          next: encodeCursor('sessions', query, {
            time: last.start as number,
            id: String(last.id),
          }),
        }
      : {}),
  };
}

interface Way {
  index: string;
  where: string[];
  values: SQLInputValue[];
}

function wayTo(query: SessionQuery, { words }: SessionConditions, sql: Statements): Way {
  for (const list of words) {
    const found = sql.all<{ session: number }>(
      `SELECT DISTINCT session FROM session_word WHERE word IN (SELECT value FROM json_each(?)) LIMIT ?`,
      list,
      few + 1,
    );
    if (found.length > few) continue;
    const rows = JSON.stringify(found.map(({ session }) => session));
    return {
      index: 'NOT INDEXED',
      where: ['row IN (SELECT value FROM json_each(?))'],
      values: [rows],
    };
  }
  if (query.hasErrors) {
    return { index: 'INDEXED BY session_failing', where: ['errors > 0'], values: [] };
  }
  if (query.state?.length === 1) {
    const state = sessionStates.indexOf(query.state[0] as SessionState);
    return { index: 'INDEXED BY session_state', where: ['state = ?'], values: [state] };
  }
  return { index: 'INDEXED BY session_start', where: [], values: [] };
}

function toSummary(row: Row, sql: Statements, words: WordReader): SessionSummary {
  const own = sql
    .all<{ word: number }>(
      'SELECT word FROM session_word WHERE session = ? AND told > 0',
      row.row as number,
    )
    .map(({ word }) => words.of(word));
  const textsOf = (kind: number) =>
    own
      .filter((word) => word.kind === kind && word.text !== '')
      .map(({ text }) => text)
      .sort();
  return {
    ...(JSON.parse(String(row.data)) as SessionData),
    state: sessionStates[row.state as number] as SessionState,
    lastTime: row.last_time ?? (row.start as number),
    totals: totalsOf(row),
    models: textsOf(wordKinds.model),
    tools: textsOf(wordKinds.tool),
  };
}

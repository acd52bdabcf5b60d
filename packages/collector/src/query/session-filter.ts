import type { SQLInputValue } from 'node:sqlite';
import type { SessionQuery } from '@agentops/store';
import { sessionStates } from '../store/session-states.ts';
import type { WordReader } from './word-reader.ts';

export interface SessionConditions {
  where: string[];
  values: SQLInputValue[];
  /** Groups of words of which a session has one each, as JSON. */
  words: string[];
}

type Filter = Omit<SessionQuery, 'limit' | 'cursor' | 'from' | 'to'>;

/** Undefined where nothing can match. The time is not among them. */
export function sessionConditions(query: Filter, words: WordReader): SessionConditions | undefined {
  const conditions: SessionConditions = { where: [], values: [], words: [] };
  const groups: number[][] = [];
  for (const name of ['tag', 'agent', 'model', 'tool'] as const) {
    const wanted = query[name];
    if (wanted)
      groups.push(
        words
          .find(
            name,
            wanted.filter((text) => text !== ''),
          )
          .map(({ id }) => id),
      );
  }
  // A session has several sources: one of the hosts, and one of the adapters, which may be another's.
  if (query.host) groups.push(words.findSources(query.host, undefined).map(({ id }) => id));
  if (query.adapter) groups.push(words.findSources(undefined, query.adapter).map(({ id }) => id));
  if (groups.some((group) => group.length === 0)) return undefined;
  for (const group of groups) {
    const list = JSON.stringify(group);
    conditions.words.push(list);
    conditions.where.push(`EXISTS (
      SELECT 1 FROM session_word WHERE session_word.session = session.row
      AND word IN (SELECT value FROM json_each(?)) AND (told > 0 OR own > 0))`);
    conditions.values.push(list);
  }
  if (query.state) {
    const states = query.state.map((state) => sessionStates.indexOf(state));
    conditions.where.push('state IN (SELECT value FROM json_each(?))');
    conditions.values.push(JSON.stringify(states));
  }
  if (query.hasErrors !== undefined) {
    conditions.where.push(query.hasErrors ? 'errors > 0' : 'errors <= 0');
  }
  if (query.name !== undefined) {
    const part = query.name.toLowerCase();
    conditions.where.push(
      '(instr(folded_name, ?) > 0 OR instr(lower(id), ?) = 1 OR substr(lower(id), -length(?)) = ?)',
    );
    conditions.values.push(part, part, part, part);
  }
  return conditions;
}

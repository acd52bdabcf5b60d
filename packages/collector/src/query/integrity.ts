import type { DatabaseSync } from 'node:sqlite';
import type { Integrity } from '@agentops/store';
import { damageIn } from '../store/open-database.ts';
import { ofTotals } from '../store/schema/totals-columns.ts';
import { labelSources } from '../store/search-labels.ts';
import type { Statements } from './statements.ts';
import { totalsSql } from './totals-sql.ts';

/** Sums of cost differ in their last digits by the order in which they were added up. */
const tolerance = 1e-6;
const maxNamed = 20;

const sums = ofTotals((column) => `${totalsSql[column]} AS ${column}`);
const counted = 'FROM event WHERE session IS NOT NULL AND duplicate_of IS NULL';

const differ = (kept: string, added: string) =>
  ofTotals(
    (column) => `abs(${kept}.${column} - ifnull(${added}.${column}, 0)) > ${tolerance}`,
    ' OR ',
  );

/** Looks for damage in the file, and adds up everything anew. */
export function integrity(db: DatabaseSync, sql: Statements): Integrity {
  const problems = [
    ...damageIn(db).map((problem) => `The file is damaged: ${problem}`),
    ...sessionProblems(sql),
    ...bucketProblems(sql),
    ...wordProblems(sql),
    ...counterProblems(sql),
  ];
  return { ok: problems.length === 0, problems };
}

function sessionProblems(sql: Statements): string[] {
  return sql
    .all<{ id: string }>(
      `SELECT session.id FROM session LEFT JOIN (SELECT session, ${sums} ${counted} GROUP BY session) AS added
         ON added.session = session.row
       WHERE ${differ('session', 'added')}
         OR all_events <> (SELECT count(*) FROM event WHERE event.session = session.row) LIMIT ?`,
      maxNamed,
    )
    .map(({ id }) => `The totals of session ${id} are not what its events add up to.`);
}

function bucketProblems(sql: Statements): string[] {
  const added = `SELECT CAST(floor(start / 3600000) AS INTEGER) AS hour, ifnull(model, 0) AS model,
    ifnull(source, 0) AS source, ${sums} ${counted} GROUP BY 1, 2, 3`;
  return sql
    .all<{ hour: number }>(
      `SELECT coalesce(bucket.hour, added.hour) AS hour FROM bucket FULL JOIN (${added}) AS added
         ON added.hour = bucket.hour AND added.model = bucket.model AND added.source = bucket.source
       WHERE bucket.hour IS NULL OR ${differ('bucket', 'added')} LIMIT ?`,
      maxNamed,
    )
    .map(
      ({ hour }) =>
        `The totals of the hour ${new Date(hour * 3_600_000).toISOString()} are not what its events add up to.`,
    );
}

function wordProblems(sql: Statements): string[] {
  const columns = [...labelSources, 'class'];
  const added = columns.map((column) => `SELECT ${column} AS word ${counted}`).join(' UNION ALL ');
  return sql
    .all<{ text: string }>(
      `SELECT text FROM word LEFT JOIN (SELECT word, count(*) AS events FROM (${added}) WHERE word IS NOT NULL GROUP BY word)
         AS added ON added.word = word.id
       WHERE word.events <> ifnull(added.events, 0) LIMIT ?`,
      maxNamed,
    )
    .map(({ text }) => `The number of events with ${text} is not what is told.`);
}

function counterProblems(sql: Statements): string[] {
  const counts = {
    events: 'SELECT count(*) AS n FROM event WHERE session IS NOT NULL',
    sessions: 'SELECT count(*) AS n FROM session WHERE data IS NOT NULL',
    records: 'SELECT count(*) AS n FROM record',
  };
  return Object.entries(counts)
    .filter(([key, count]) => {
      const told = sql.get<{ value: number }>('SELECT value FROM meta WHERE key = ?', key)?.value;
      return told !== sql.get<{ n: number }>(count)?.n;
    })
    .map(([key]) => `The number of ${key} is not what is told.`);
}

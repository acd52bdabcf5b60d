import type { DatabaseSync } from 'node:sqlite';
import type { Diagnostic, WriterInfo } from '@agentops/core';
import type { StoreHealth } from '@agentops/store';
import { recordKinds } from '../store/record-kinds.ts';
import { versionOf } from '../store/schema/migrate.ts';
import { usedBytes } from '../store/used-bytes.ts';
import { isClosed, type WriterEnd } from '../store/writer-end.ts';
import type { Statements } from './statements.ts';

const mostDiagnostics = 200;
const mostWriters = 1000;

type DiagnosticRecord = Diagnostic & { time: number; writer: string; seq: number };

export function health(db: DatabaseSync, sql: Statements): StoreHealth {
  const meta = Object.fromEntries(
    sql
      .all<{ key: string; value: number }>('SELECT key, value FROM meta')
      .map(({ key, value }) => [key, value]),
  );
  return {
    engine: `SQLite ${process.versions.sqlite}`,
    schemaVersion: versionOf(db),
    sessions: meta.sessions ?? 0,
    events: meta.events ?? 0,
    records: meta.records ?? 0,
    bytes: usedBytes(db),
    lag: { records: 0, searchEvents: searchLag(sql) },
    losses: losses(sql),
    newer: Object.fromEntries(
      sql
        .all<{ version: string; records: number }>('SELECT version, records FROM newer')
        .map(({ version, records }) => [version, records]),
    ),
    diagnostics: diagnostics(sql),
    writers: writers(sql),
  };
}

function searchLag(sql: Statements): number {
  const found = sql.get<{ lag: number }>(`
    SELECT (SELECT count(*) FROM search_due)
      + (SELECT count(*) FROM event WHERE row > (SELECT value FROM meta WHERE key = 'searched')) AS lag`);
  return found?.lag ?? 0;
}

function losses(sql: Statements): StoreHealth['losses'] {
  const told = sql
    .all<{ writer: string; seq: number; body: string }>(
      `SELECT writer.name AS writer, seq, body FROM record JOIN writer ON writer.id = record.writer
       WHERE kind > 7 AND kind = ?`,
      recordKinds.loss,
    )
    .map(({ writer, seq, body }) => {
      const { reason, records, bytes } = JSON.parse(body) as StoreHealth['losses'][number];
      const loss = {
        writer,
        reason,
        ...(records === undefined ? {} : { records }),
        ...(bytes === undefined ? {} : { bytes }),
      };
      return { writer, seq, loss };
    });
  const gaps = sql
    .all<{ writer: string; records: number }>(
      `SELECT name AS writer, last_numbered - first_numbered + 1 - numbered AS records FROM writer
       WHERE numbered > 0 AND last_numbered - first_numbered + 1 > numbered`,
    )
    .map(({ writer, records }) => {
      const loss = { writer, reason: 'gap in the sequence', records };
      return { writer, seq: Number.POSITIVE_INFINITY, loss };
    });
  return [...told, ...gaps]
    .sort((a, b) => (a.writer === b.writer ? a.seq - b.seq : a.writer < b.writer ? -1 : 1))
    .map(({ loss }) => loss);
}

function diagnostics(sql: Statements): StoreHealth['diagnostics'] {
  return (
    sql
      // They come in the order of time, near enough.
      .all<{ body: string }>(
        'SELECT body FROM record WHERE kind > 7 AND kind = ? ORDER BY id DESC LIMIT ?',
        recordKinds.diagnostic,
        4 * mostDiagnostics,
      )
      .map(({ body }) => JSON.parse(body) as DiagnosticRecord)
      .sort(
        (a, b) =>
          a.time - b.time || (a.writer === b.writer ? a.seq - b.seq : a.writer < b.writer ? -1 : 1),
      )
      .slice(-mostDiagnostics)
      .map(({ time, level, code, message, details }) => ({
        time,
        level,
        code,
        message,
        ...(details ? { details } : {}),
      }))
  );
}

interface WriterRow extends WriterEnd {
  name: string;
  info: string | null;
  last_time: number;
}

function writers(sql: Statements): StoreHealth['writers'] {
  const columns = 'name, info, last_time, last_seq, closed, closed_seq, gone';
  const going = sql.all<WriterRow>(
    `SELECT ${columns} FROM writer WHERE numbered > 0 AND gone IS NULL AND (closed_seq < 0 OR closed_seq < last_seq)
     ORDER BY last_time DESC LIMIT ?`,
    mostWriters,
  );
  const latest = sql.all<WriterRow>(
    `SELECT ${columns} FROM writer WHERE numbered > 0 ORDER BY last_time DESC LIMIT ?`,
    mostWriters,
  );
  const names = new Set(going.map(({ name }) => name));
  return [...going, ...latest.filter(({ name }) => !names.has(name))]
    .slice(0, mostWriters)
    .sort((a, b) => b.last_time - a.last_time || (a.name < b.name ? -1 : 1))
    .map((writer) => ({
      id: writer.name,
      state: isClosed(writer) ? 'closed' : writer.gone === null ? 'alive' : 'gone',
      lastTime: writer.last_time,
      info: writer.info === null ? null : (JSON.parse(writer.info) as WriterInfo),
    }));
}

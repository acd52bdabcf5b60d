import type { AgentOpsRecord } from '@agentops/core';
import { portableRecord } from '../projection/portable-record.ts';
import type { Kept } from './kept.ts';
import type { VisibleRecords } from './visible-records.ts';

/** The session that a record is of, where it is of one. */
export function sessionIdOf({ record }: Kept, { view }: VisibleRecords): string | undefined {
  if (!record) return undefined;
  if (record.kind === 'session') return record.session.id;
  if ('event' in record) return view.eventById.get(record.event.id)?.summary.sessionId;
  return undefined;
}

/** What `StoreReader.sessionRecords` gives. */
export function sessionRecordsOf(sessionId: string, visible: VisibleRecords): AgentOpsRecord[] {
  const { view, records } = visible;
  const own = records.filter((kept) => sessionIdOf(kept, visible) === sessionId);
  const isInSession = (id: string) => view.eventById.get(id)?.summary.sessionId === sessionId;
  const writers = new Set(own.map(({ writer }) => writer));
  const written = own.map(({ record }) => record as AgentOpsRecord);
  return [...writers]
    .flatMap((writer) => aboutWriter(writer, visible))
    .concat(written)
    .map((record) => {
      const event = 'event' in record ? view.eventById.get(record.event.id)?.event : undefined;
      return portableRecord(record, event, isInSession);
    });
}

/** Who it is, and that it closed. */
function aboutWriter(writer: string, { records, ledger }: VisibleRecords): AgentOpsRecord[] {
  const own = records
    .filter((kept) => kept.writer === writer)
    .flatMap(({ record }) => record ?? [])
    .sort((a, b) => a.seq - b.seq);
  const isClosed = ledger.writers.find(({ id }) => id === writer)?.isClosed;
  const introduction = own.findLast(({ kind }) => kind === 'writer');
  const close = isClosed ? own.findLast(({ kind }) => kind === 'close') : undefined;
  return [introduction, close].filter((record) => record !== undefined);
}

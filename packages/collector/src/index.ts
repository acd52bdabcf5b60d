export { type Collector, type CollectorOptions, startCollector } from './collector.ts';
export { importedRecords, isRecords } from './imported-records.ts';
export { type CatchUpOptions, openCaughtUpStore, readSpoolIntoMemory } from './open-caught-up.ts';
export { openStored, type StoredReader } from './query/open-stored.ts';
export { BodyError } from './receive/body.ts';
export type { SpoolProgress, SpoolState } from './receive/spool/spool-receiver.ts';
export { runningCollector } from './running-collector.ts';
export { UnsafeBindError } from './serve/security/bind.ts';
export { ListenError } from './serve/server.ts';
export {
  type ExportFormat,
  exportFormats,
  exportSession,
} from './serve/transfer/export-session.ts';
export { openSqliteStore, type SqliteStoreOptions } from './store/sqlite-store.ts';

import type { StreamReport } from '@agentops/bridge';
import type { FoldedWriter, Loss } from '@agentops/core';
import { writerStateHere } from '@agentops/core';
import { tableVersion } from '@agentops/pricing';
import type { FoundDirectory } from '../find-directory.ts';
import { readDirectory } from '../read-directory.ts';
import { cliVersion } from '../version.ts';
import { type CollectorReport, collectorReport } from './collector-report.ts';
import { type DestinationReport, destinationReports } from './destination-report.ts';
import { type DirectoryReport, directoryReport } from './directory-report.ts';
import { environmentReport } from './environment-report.ts';
import { type HostReport, hostReports } from './host-report.ts';
import { findProblems } from './problems.ts';

export interface WriterReport {
  id: string;
  pid: number | null;
  hostname: string | null;
  sdkVersion: string | null;
  alive: boolean;
  /** Why nothing more comes; null while it is alive. */
  reason: string | null;
  /** It closed its spool itself, so nothing of it is missing. */
  closedInOrder: boolean;
  /** Epoch milliseconds. */
  lastRecord: number;
}

/** Something AgentOps said about itself, outside of any host. */
interface Said {
  level: string;
  code: string;
  message: string;
  /** Epoch milliseconds of the latest. */
  time: number;
  times: number;
}

export interface DoctorReport {
  /** False when something is wrong: `problems` says what. */
  ok: boolean;
  problems: string[];
  warnings: string[];
  directory: DirectoryReport;
  /** The collector that takes in what is spooled there; null where none does. */
  collector: CollectorReport | null;
  sessions: { open: number; ended: number };
  events: number;
  writers: WriterReport[];
  hosts: HostReport[];
  /** What hosts in other languages reported, as far as this command had to record it. */
  reports: StreamReport[];
  /** Where programs that recorded here send to. */
  destinations: DestinationReport[];
  diagnostics: Said[];
  losses: Loss[];
  badLines: { file: string; offset: number; bytes: number }[];
  strangeLines: number;
  /** How many records each newer version of the format has here. */
  newerRecords: Record<string, number>;
  unknownRecords: number;
  environment: Record<string, string>;
  versions: { cli: string; node: string; core: string[]; pricingTable: string };
}

/** Looks at everything that could be wrong with a data directory, and at what is in force here. */
export async function examine(
  found: FoundDirectory,
  reports: readonly StreamReport[] = [],
): Promise<DoctorReport> {
  const contents = readDirectory(found.path);
  const stateOf = writerStateHere();
  const writers = contents.writers.map((writer) => writerReport(writer, stateOf(writer)));
  const open = contents.sessions.filter(({ endState }) => endState === undefined).length;
  const facts: Omit<DoctorReport, 'ok' | 'problems' | 'warnings'> = {
    directory: directoryReport(found),
    collector: await collectorReport(found.path),
    sessions: { open, ended: contents.sessions.length - open },
    events: contents.events.length,
    writers: writers.sort((a, b) => b.lastRecord - a.lastRecord),
    hosts: hostReports(contents),
    reports: [...reports],
    destinations: destinationReports(found.path),
    diagnostics: said(contents.diagnostics),
    losses: contents.losses,
    badLines: contents.badLines,
    strangeLines: contents.strangeLines,
    newerRecords: contents.newer,
    unknownRecords: contents.unknown.length,
    environment: environmentReport(process.env),
    versions: {
      cli: cliVersion(),
      node: process.version,
      core: [...new Set(writers.flatMap(({ sdkVersion }) => sdkVersion ?? []))].sort(),
      pricingTable: tableVersion,
    },
  };
  const { problems, warnings } = findProblems(facts, Date.now());
  return { ok: problems.length === 0, problems, warnings, ...facts };
}

function writerReport(
  writer: FoldedWriter,
  state: ReturnType<ReturnType<typeof writerStateHere>>,
): WriterReport {
  return {
    id: writer.id,
    pid: writer.info?.pid ?? null,
    hostname: writer.info?.hostname ?? null,
    sdkVersion: writer.info?.sdkVersion ?? null,
    alive: state.state === 'alive',
    reason: state.state === 'alive' ? null : state.reason,
    closedInOrder: writer.isClosed,
    lastRecord: writer.lastTime,
  };
}

/** What was said outside of any host; the same thing once, with how often. */
function said(diagnostics: ReturnType<typeof readDirectory>['diagnostics']): Said[] {
  const all = new Map<string, Said>();
  for (const { level, code, message, time, details } of diagnostics) {
    if (typeof details?.adapter === 'string') continue;
    const known = all.get(`${code}\n${message}`);
    if (known) {
      known.times++;
      known.time = Math.max(known.time, time);
    } else all.set(`${code}\n${message}`, { level, code, message, time, times: 1 });
  }
  return [...all.values()].sort((a, b) => b.time - a.time);
}

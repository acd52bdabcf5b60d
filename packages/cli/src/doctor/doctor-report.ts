import type { StreamReport } from '@agentops/bridge';
import type { BadLine, FoldedWriter, Loss } from '@agentops/core';
import { writerStateHere } from '@agentops/core';
import { tableVersion } from '@agentops/pricing';
import type { FoundDirectory } from '../find-directory.ts';
import { readDirectory } from '../read-directory.ts';
import { cliVersion } from '../version.ts';
import { type CollectorReport, collectorReport, storeProblem } from './collector-report.ts';
import { type DestinationReport, destinationReports } from './destination-report.ts';
import { type DirectoryReport, directoryReport } from './directory-report.ts';
import { environmentReport } from './environment-report.ts';
import { type HostReport, hostReports } from './host-report.ts';
import { findProblems } from './problems.ts';
import { Seen } from './seen.ts';

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
  seen: boolean;
}

export interface DoctorReport {
  /** False when something is wrong: `problems` says what. */
  ok: boolean;
  problems: string[];
  warnings: string[];
  /** What was wrong or worth a warning, and is neither since somebody said that it was seen, by `agentops doctor --seen`. */
  seen: string[];
  /** How many of the problems and warnings have happened and are not to be mended: `agentops doctor --seen` is for them. */
  unseen: number;
  directory: DirectoryReport;
  /** The collector that takes in what is spooled there; null where none does. */
  collector: CollectorReport | null;
  /** Why what a collector keeps there can't be read; null where it can. */
  storeProblem: string | null;
  sessions: { open: number; ended: number };
  events: number;
  writers: WriterReport[];
  hosts: HostReport[];
  /** What hosts in other languages reported, as far as this command had to record it. */
  reports: StreamReport[];
  /** Where programs that recorded here send to. */
  destinations: DestinationReport[];
  diagnostics: Said[];
  losses: (Loss & { seen: boolean })[];
  badLines: (BadLine & { seen: boolean })[];
  /** Lines that are JSON, but no records; and how many of them somebody has seen. */
  strangeLines: number;
  seenStrangeLines: number;
  /** Files of the spool that can't be read. */
  unreadable: { file: string; reason: string }[];
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
  const seen = Seen.in(found.path);
  const facts: Parameters<typeof findProblems>[0] = {
    directory: directoryReport(found),
    collector: await collectorReport(found.path),
    storeProblem: await storeProblem(found.path),
    sessions: { open, ended: contents.sessions.length - open },
    events: contents.events.length,
    writers: writers.sort((a, b) => b.lastRecord - a.lastRecord),
    hosts: hostReports(contents, seen),
    reports: [...reports],
    destinations: destinationReports(found.path, seen),
    diagnostics: said(contents.diagnostics, seen),
    losses: seen.losses(contents.losses),
    badLines: seen.badLines(contents.badLines),
    strangeLines: contents.strangeLines,
    seenStrangeLines: seen.strangeLines(contents.strangeLines),
    unreadable: contents.unreadable,
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
  const findings = findProblems(facts, Date.now());
  return { ok: findings.problems.length === 0, ...findings, ...facts };
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
function said(diagnostics: ReturnType<typeof readDirectory>['diagnostics'], seen: Seen): Said[] {
  const all = new Map<string, Omit<Said, 'seen'>>();
  for (const { level, code, message, time, details } of diagnostics) {
    if (typeof details?.adapter === 'string') continue;
    const known = all.get(`${code}\n${message}`);
    if (known) {
      known.times++;
      known.time = Math.max(known.time, time);
    } else all.set(`${code}\n${message}`, { level, code, message, time, times: 1 });
  }
  return [...all.values()]
    .map((each) => ({ ...each, seen: seen.hasSaid(each) }))
    .sort((a, b) => b.time - a.time);
}

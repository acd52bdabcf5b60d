import { describeError } from './events/error-event.ts';
import { createId } from './events/id.ts';
import { Backoff } from './export/backoff.ts';
import type { Exporter, Outcome } from './export/exporter.ts';
import { noteFailure } from './export/last-failure.ts';
import type { LeftOver } from './export/left-overs.ts';
import { keepCost } from './export/session-costs.ts';
import { handOver, maxRecordsOf } from './export/source.ts';
import { type Behind, LeftBehind } from './left-behind.ts';
import { pathsOf } from './pipeline/data-directory.ts';
import { redactText } from './pipeline/redact-text.ts';
import { identifyWriter } from './pipeline/writer-identity.ts';
import { sdkVersion } from './version.ts';

export interface DrainOptions {
  /** The data directory. */
  directory: string;
  /** Where to. What it has acknowledged before, under its name, is not sent again. */
  exporter: Exporter;
  /** Nothing of programs that did not have this destination, nor one above them. @default false */
  onlyMeant?: boolean;
  /**
   * Also of programs that had other destinations, and not this one. Their records may be for those alone: an address of one's own, and
   * not a service. @default false
   */
  alsoMeantElsewhere?: boolean;
  /** Also what was begun in another protocol than the exporter's; it goes on in the exporter's. @default false */
  anyProtocol?: boolean;
  /** How long a destination that fails is asked again, in milliseconds. @default 30,000 */
  patienceMs?: number;
  onProgress?: (progress: DrainProgress) => void;
}

export interface DrainProgress {
  sentRecords: number;
  sentBytes: number;
  /** Of all that was there to be sent, in the spool. */
  totalBytes: number;
  /** Why the destination did not take the last batch; absent when it did. */
  problem?: string;
}

/** A process (or worker thread) that the destination lacked records of. */
export interface DrainedWriter {
  writer: string;
  pid: number | null;
  hostname: string | null;
  /** How the destination was spoken to, where that is possible in several ways. */
  protocol?: string;
  /** Acknowledged. */
  sentRecords: number;
  /** Sessions of those that were not sent, because they are not in the destination's sample and went well. */
  withheldSessions: number;
  sentBytes: number;
  /** What the destination refused for good, of what was sent: spans, events or records, as its exporter counts. */
  refused: number;
  /** Why it refused something last. */
  refusal?: string;
  unsentBytes: number;
  /** Why something is unsent. */
  reason?: string;
  /** Something is unsent because its process goes on; it is not an error. */
  running: boolean;
}

export interface DrainReport {
  writers: DrainedWriter[];
  sentRecords: number;
  withheldSessions: number;
  sentBytes: number;
  /** What the destination refused for good. */
  refused: number;
  unsentBytes: number;
  /** Processes that were passed over, because their programs had other destinations. */
  meantElsewhere: number;
}

/** Sends to a destination what processes that are gone left in a data directory. Rejects only where that can't be read. */
export async function drainSpool(options: DrainOptions): Promise<DrainReport> {
  const { directory, exporter, onProgress = () => {} } = options;
  let problem: string | undefined;
  const leftBehind = new LeftBehind({
    directory,
    destination: exporter.name,
    protocol: exporter.protocol,
    anyProtocol: options.anyProtocol,
    captureContent: exporter.captureContent,
    settings: exporter.settings,
    recalls: exporter.recall !== undefined,
    keepsCursor: true,
    maxRecords: maxRecordsOf(exporter),
    claimant: { id: createId(), info: { ...identifyWriter(), sdkVersion, segment: 0 } },
    onError: (error) => {
      problem = `how far it came could not be kept: ${describeError(error).message}`;
    },
  });
  const { cursors } = pathsOf(directory);
  const key = { destination: exporter.name, protocol: exporter.protocol };
  exporter.tellCosts?.((cost) => keepCost(cursors, key, cost));
  const listed = leftBehind.list({ alsoNotMeant: options.onlyMeant !== true });
  const all = listed.filter((each) => options.alsoMeantElsewhere || !each.meantElsewhere);
  const sendable = all.filter(({ obstacle }) => obstacle === undefined);
  const totalBytes = sendable.reduce((sum, { bytes }) => sum + bytes, 0);
  const writers: DrainedWriter[] = [];
  const sent = { records: 0, bytes: 0 };
  const say = (failure?: string) =>
    onProgress({
      sentRecords: sent.records,
      sentBytes: sent.bytes,
      totalBytes,
      ...(failure === undefined ? {} : { problem: failure }),
    });
  // Retries and sockets keep no process alive, and this is what it is there for.
  const alive = setInterval(() => {}, 60_000);
  try {
    say();
    for (const behind of all) {
      const result = describe(behind, exporter);
      writers.push(result);
      if (problem !== undefined) result.reason ??= problem;
      if (result.reason !== undefined) continue;
      const claimed = leftBehind.claim(behind.id);
      if (!claimed) {
        result.reason = 'another process is sending it';
        result.running = true;
        continue;
      }
      try {
        problem = await send(
          claimed,
          exporter,
          options.patienceMs ?? 30_000,
          ({ records, outcome = {}, failure }) => {
            if (failure !== undefined) noteFailure(cursors, key, redactText(failure));
            result.refused += outcome.refused ?? 0;
            if (outcome.reason !== undefined) result.refusal = outcome.reason;
            result.withheldSessions += outcome.withheldSessions ?? 0;
            result.sentRecords += records;
            sent.records += records;
            const rest = leftBehind.remaining(behind.id);
            sent.bytes += result.unsentBytes - rest;
            result.sentBytes += result.unsentBytes - rest;
            result.unsentBytes = rest;
            say(failure);
          },
        );
      } finally {
        claimed.close?.();
      }
      if (result.unsentBytes > 0) result.reason = problem ?? 'it was not taken';
    }
  } finally {
    clearInterval(alive);
    await exporter.shutdown?.();
  }
  return {
    writers,
    sentRecords: sent.records,
    sentBytes: sent.bytes,
    withheldSessions: writers.reduce((sum, writer) => sum + writer.withheldSessions, 0),
    refused: writers.reduce((sum, { refused }) => sum + refused, 0),
    unsentBytes: writers.reduce((sum, { unsentBytes }) => sum + unsentBytes, 0),
    meantElsewhere: listed.length - all.length,
  };
}

/** What became of a batch. */
interface Step {
  /** Acknowledged. */
  records: number;
  outcome?: Outcome | undefined;
  failure?: string;
}

/** Returns what went wrong, if it did to the end. */
async function send(
  source: LeftOver,
  exporter: Exporter,
  patienceMs: number,
  onStep: (step: Step) => void,
): Promise<string | undefined> {
  const backoff = new Backoff();
  let failingSince: number | undefined;
  for (;;) {
    const batch = source.next();
    if (!batch) {
      onStep({ records: 0 });
      return undefined;
    }
    try {
      const outcome = await handOver(batch, exporter);
      backoff.reset();
      failingSince = undefined;
      onStep({ records: batch.seen ? 0 : batch.records.length, outcome });
    } catch (error) {
      const { message } = describeError(error);
      const wait = backoff.next(error);
      failingSince ??= performance.now();
      onStep({ records: 0, failure: message });
      if (performance.now() + wait - failingSince > patienceMs) return message;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

function describe({ id, writer, bytes, obstacle }: Behind, { protocol }: Exporter): DrainedWriter {
  return {
    writer: id,
    pid: writer.info?.pid ?? null,
    hostname: writer.info?.hostname ?? null,
    ...(protocol === undefined ? {} : { protocol }),
    sentRecords: 0,
    withheldSessions: 0,
    sentBytes: 0,
    refused: 0,
    unsentBytes: bytes,
    running: obstacle?.running ?? false,
    ...(obstacle === undefined ? {} : { reason: obstacle.reason }),
  };
}

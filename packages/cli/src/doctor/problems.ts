import { formatDuration } from '../format/duration.ts';
import { hostName } from '../format/host-name.ts';
import { formatBytes, formatCount, plural } from '../format/number.ts';
import type { DoctorReport } from './doctor-report.ts';

type Facts = Omit<DoctorReport, 'ok' | 'problems' | 'warnings'>;

const leastNode = [22, 12] as const;
/** The next run of a program brings what the one before left; an hour later that is not to be waited for. */
const longAbandonedMs = 3_600_000;
/** Diagnostics of what a loss record, or the state of a destination, tells as well. */
const toldElsewhere: readonly string[] = ['unsent-deleted', 'export-refused'];

/** What a host reported, and is not recorded. */
const unmapped: readonly string[] = ['no-mapper', 'newer', 'unnamed', 'failed'];

/** What is wrong, and what to do about it; and what one should know though nothing is wrong. */
export function findProblems(
  facts: Facts,
  now: number,
): { problems: string[]; warnings: string[] } {
  return {
    problems: [...problemsIn(facts), ...destinationProblems(facts.destinations, now)],
    warnings: [...warningsIn(facts)],
  };
}

function* problemsIn(facts: Facts): Generator<string> {
  const { directory, losses, badLines, strangeLines, newerRecords, versions } = facts;
  if (!directory.writable) {
    yield `${directory.path} can't be written to: programs record into the temporary directory instead. Mend its permissions, or set AGENTOPS_DIR.`;
  }
  for (const host of facts.hosts) {
    if (host.attached === false) {
      const why = host.messages.map(({ message }) => message).join(' ');
      yield `${hostName(host)} is not attached. ${why}`;
    } else {
      for (const { level, message } of host.messages) if (level === 'error') yield message;
    }
  }
  for (const { state, reason, host, stream, waitingBytes } of facts.reports) {
    if (reason === undefined || !unmapped.includes(state)) continue;
    yield `${formatBytes(waitingBytes)} that ${host ?? 'a host'} reported (${stream}) are not recorded: ${reason}.`;
  }
  for (const { level, code, message } of facts.diagnostics) {
    if (level === 'error' && !toldElsewhere.includes(code)) yield message;
  }
  if (losses.length > 0) {
    const records = losses.reduce((sum, loss) => sum + (loss.records ?? 0), 0);
    const bytes = losses.reduce((sum, loss) => sum + (loss.bytes ?? 0), 0);
    const reasons = [...new Set(losses.map(({ reason }) => reason))].join('; ');
    const lost = [
      ...(records > 0 || bytes === 0 ? [plural(records, 'record')] : []),
      ...(bytes > 0 ? [formatBytes(bytes)] : []),
    ];
    yield `${lost.join(', ')} lost: ${reasons}.`;
  }
  const damaged = badLines.length + strangeLines;
  if (damaged > 0) {
    const files = [...new Set(badLines.map(({ file }) => file))].join(', ');
    yield `${plural(damaged, 'line')} of the spool can't be read${files ? ` (${files})` : ''}: torn by a crash or a full disk, or changed by hand. Everything else is unharmed.`;
  }
  for (const [version, count] of Object.entries(newerRecords)) {
    yield `${plural(count, 'record')} of format version ${version}, which this version can't read. They are left as they are: update @agentops/cli.`;
  }
  if (!isNewEnough(versions.node)) {
    yield `Node ${versions.node} is too old: AgentOps needs ${leastNode.join('.')} or newer.`;
  }
}

function* destinationProblems(destinations: Facts['destinations'], now: number): Generator<string> {
  for (const state of destinations) {
    const { destination, refused, refusal, lostBytes, pendingBytes, abandonedSince } = state;
    if (refused > 0) {
      yield `${destination} refused ${formatCount(refused)} of what it was sent, for good${refusal ? `: ${refusal}` : '.'}`;
    }
    if (lostBytes > 0) {
      yield `${formatBytes(lostBytes)} meant for ${destination} were deleted before it had them, to keep the spool within its bounds.`;
    }
    if (abandonedSince !== null && now - abandonedSince > longAbandonedMs) {
      yield `${formatBytes(pendingBytes)} wait for ${destination} since ${formatDuration(now - abandonedSince)}, and no program that runs will send them: ${state.drainCommand}`;
    }
  }
}

function* warningsIn(facts: Facts): Generator<string> {
  const { directory, environment, unknownRecords } = facts;
  if (directory.readableByOthers) {
    yield `Other users may read ${directory.path}. It holds prompts and results: chmod 700 it.`;
  }
  for (const host of facts.hosts) {
    if (host.attached === null) yield `${hostName(host)}: nothing tells whether it is attached.`;
    for (const { level, message } of host.attached === false ? [] : host.messages) {
      if (level !== 'error') yield message;
    }
  }
  for (const { level, code, message } of facts.diagnostics) {
    if (level === 'warn' && !toldElsewhere.includes(code)) yield message;
  }
  if (unknownRecords > 0) {
    yield `${plural(unknownRecords, 'record')} of a kind that this version doesn't know.`;
  }
  if (environment.AGENTOPS_DISABLED !== undefined) {
    yield `AGENTOPS_DISABLED=${environment.AGENTOPS_DISABLED} is set here: programs started from here may record nothing.`;
  }
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
}

import { formatAgo, formatDuration } from '../format/duration.ts';
import { hostName } from '../format/host-name.ts';
import { formatBytes, formatCount, plural } from '../format/number.ts';
import { nodeTooOld } from '../node-version.ts';
import { labelOf, overdue } from './destination-report.ts';
import type { DoctorReport } from './doctor-report.ts';
import type { HostMessage } from './host-report.ts';

type Findings = Pick<DoctorReport, 'problems' | 'warnings' | 'seen' | 'unseen'>;
type Facts = Omit<DoctorReport, 'ok' | keyof Findings>;

/** Diagnostics of what a loss record, or the state of a destination, tells as well. */
const toldElsewhere: readonly string[] = ['unsent-deleted', 'export-refused', 'export-failed'];

/** What a host reported, and is not recorded. */
const unmapped: readonly string[] = ['no-mapper', 'newer', 'unnamed', 'failed'];

/** What is wrong, and what to do about it; what one should know though nothing is wrong; and what somebody has seen of both. */
export function findProblems(facts: Facts, now: number): Findings {
  const found = [
    ...hostFindings(facts.hosts),
    ...findingsIn(facts),
    ...facts.destinations.flatMap((destination) => [...destinationFindings(destination, now)]),
  ];
  const textsOf = (kind: Finding['kind']) =>
    found.filter((finding) => finding.kind === kind).map(({ text }) => text);
  return {
    problems: textsOf('problem'),
    warnings: textsOf('warning'),
    seen: textsOf('seen'),
    unseen: found.filter(({ kind, isOver }) => isOver && kind !== 'seen').length,
  };
}

interface Finding {
  kind: 'problem' | 'warning' | 'seen';
  text: string;
  /** It has happened, and nothing mends it: it is to be seen. */
  isOver?: true;
}

const problem = (text: string): Finding => ({ kind: 'problem', text });
const warning = (text: string): Finding => ({ kind: 'warning', text });
const happened = (text: string, seen = false, kind: Finding['kind'] = 'problem'): Finding => ({
  kind: seen ? 'seen' : kind,
  text,
  isOver: true,
});
const said = ({ level, message, seen }: Omit<HostMessage, 'code' | 'time'>): Finding =>
  happened(message, seen, level === 'error' ? 'problem' : 'warning');

function* hostFindings(hosts: Facts['hosts']): Generator<Finding> {
  for (const host of hosts) {
    const { attached, messages } = host;
    if (attached === false) {
      const why = messages.map(({ message }) => message).join(' ');
      const seen = messages.every((message) => message.seen);
      yield said({ level: 'error', message: `${hostName(host)} is not attached. ${why}`, seen });
    } else {
      if (attached === null)
        yield warning(`${hostName(host)}: nothing tells whether it is attached.`);
      yield* messages.map(said);
    }
  }
}

function* findingsIn(facts: Facts): Generator<Finding> {
  const { directory, environment, newerRecords, unknownRecords, versions } = facts;
  if (!directory.writable) {
    yield problem(
      `${directory.path} can't be written to: programs record into the temporary directory instead. Mend its permissions, or set AGENTOPS_DIR.`,
    );
  }
  if (facts.storeProblem !== null) yield problem(facts.storeProblem);
  for (const { file, reason } of facts.unreadable) {
    yield problem(`${file} of the spool can't be read (${reason}): make it readable.`);
  }
  if (directory.readableByOthers) {
    yield warning(
      `Other users may read ${directory.path}. It holds prompts and results: chmod 700 it.`,
    );
  }
  for (const { state, reason, host, stream, waitingBytes } of facts.reports) {
    if (reason === undefined || !unmapped.includes(state)) continue;
    yield problem(
      `${formatBytes(waitingBytes)} that ${host ?? 'a host'} reported (${stream}) are not recorded: ${reason}.`,
    );
  }
  for (const diagnostic of facts.diagnostics) {
    const { level, code } = diagnostic;
    if ((level === 'error' || level === 'warn') && !toldElsewhere.includes(code)) {
      yield said(diagnostic);
    }
  }
  const [seenLosses, losses] = bySeen(facts.losses);
  if (losses.length > 0) yield happened(`${sumOf(losses)}.`);
  if (seenLosses.length > 0) yield happened(`${sumOf(seenLosses)}.`, true);
  const { seenStrangeLines, strangeLines } = facts;
  const [seenLines, badLines] = bySeen(facts.badLines);
  const damaged = damageIn(badLines, strangeLines - seenStrangeLines);
  if (damaged) yield happened(damaged);
  const seenDamage = damageIn(seenLines, seenStrangeLines);
  if (seenDamage) yield happened(seenDamage, true);
  for (const [version, count] of Object.entries(newerRecords)) {
    yield problem(
      `${plural(count, 'record')} of format version ${version}, which this version can't read. They are left as they are: update @agentops/cli.`,
    );
  }
  if (unknownRecords > 0) {
    yield warning(`${plural(unknownRecords, 'record')} of a kind that this version doesn't know.`);
  }
  if (environment.AGENTOPS_DISABLED !== undefined) {
    yield warning(
      `AGENTOPS_DISABLED=${environment.AGENTOPS_DISABLED} is set here: programs started from here may record nothing.`,
    );
  }
  const tooOld = nodeTooOld(versions.node);
  if (tooOld) yield problem(tooOld);
}

function bySeen<T extends { seen: boolean }>(all: readonly T[]): [seen: T[], unseen: T[]] {
  return [all.filter(({ seen }) => seen), all.filter(({ seen }) => !seen)];
}

function damageIn(badLines: Facts['badLines'], strangeLines: number): string | undefined {
  const damaged = badLines.length + strangeLines;
  if (damaged === 0) return undefined;
  const files = [...new Set(badLines.map(({ file }) => file))].join(', ');
  return `${plural(damaged, 'line')} of the spool can't be read${files ? ` (${files})` : ''}: torn by a crash or a full disk, or changed by hand. Everything else is unharmed.`;
}

/** What was lost, and why. */
function sumOf(losses: Facts['losses']): string {
  const records = losses.reduce((sum, loss) => sum + (loss.records ?? 0), 0);
  const bytes = losses.reduce((sum, loss) => sum + (loss.bytes ?? 0), 0);
  const reasons = [...new Set(losses.map(({ reason }) => reason))].join('; ');
  const lost = [
    ...(records > 0 || bytes === 0 ? [plural(records, 'record')] : []),
    ...(bytes > 0 ? [formatBytes(bytes)] : []),
  ];
  return `${lost.join(', ')} lost: ${reasons}`;
}

function* destinationFindings(
  state: Facts['destinations'][number],
  now: number,
): Generator<Finding> {
  const { refused, refusal, lostBytes, pendingBytes, abandonedSince, failure, seen } = state;
  const destination = labelOf(state);
  if (refused > seen.refused) {
    const more = seen.refused > 0 ? ' more' : '';
    yield happened(
      `${destination} refused ${formatCount(refused - seen.refused)}${more} of what it was sent, for good${refusal ? `: ${refusal}` : '.'}`,
    );
  }
  if (lostBytes > seen.lostBytes) {
    const more = seen.lostBytes > 0 ? ' more' : '';
    yield happened(
      `${formatBytes(lostBytes - seen.lostBytes)}${more} meant for ${destination} were deleted before it had them, to keep the spool within its bounds.`,
    );
  }
  const why = overdue(state, now);
  const waits = (since: number) =>
    `${formatBytes(pendingBytes)} wait for ${destination} since ${formatDuration(now - since)}`;
  if (why === 'abandoned' && abandonedSince !== null) {
    yield problem(
      `${waits(abandonedSince)}, and no program that runs will send them: ${state.drainCommand}`,
    );
  }
  if (why === 'failing' && failure) {
    yield problem(
      `${waits(failure.waitingSince)}, and the last try (${formatAgo(failure.time, now)}) failed: ${failure.reason}`,
    );
  }
}

import { hostName } from '../format/host-name.ts';
import { formatBytes, plural } from '../format/number.ts';
import type { DoctorReport } from './doctor-report.ts';

type Facts = Omit<DoctorReport, 'ok' | 'problems' | 'warnings'>;

const leastNode = [22, 12] as const;

/** What is wrong, and what to do about it; and what one should know though nothing is wrong. */
export function findProblems(facts: Facts): { problems: string[]; warnings: string[] } {
  return { problems: [...problemsIn(facts)], warnings: [...warningsIn(facts)] };
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
  for (const { level, message } of facts.diagnostics) if (level === 'error') yield message;
  if (losses.length > 0) {
    const records = losses.reduce((sum, loss) => sum + (loss.records ?? 0), 0);
    const bytes = losses.reduce((sum, loss) => sum + (loss.bytes ?? 0), 0);
    const reasons = [...new Set(losses.map(({ reason }) => reason))].join('; ');
    const size = bytes > 0 ? `, ${formatBytes(bytes)}` : '';
    yield `${plural(records, 'record')}${size} lost: ${reasons}.`;
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
  for (const { level, message } of facts.diagnostics) if (level === 'warn') yield message;
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

import type { SessionData } from '@agentops/core';
import { CliError } from './cli-error.ts';
import { formatAgo } from './format/duration.ts';
import { oneLine } from './format/text.ts';

const lengths = [8, 12];
const maxCandidates = 10;

/**
 * The session that `wanted` names: `last` is the one that started last, anything else the beginning of an id, or
 * its end, which is what tables show.
 * @throws CliError where there is none, or more than one
 */
export function findSession<S extends SessionData>(wanted: string, sessions: readonly S[]): S {
  const newest = sessions.at(-1);
  if (!newest) throw new CliError('No session has been recorded yet.');
  if (wanted === 'last') return newest;
  const part = wanted.toLowerCase();
  const found = sessions.filter(({ id }) => id.startsWith(part) || id.endsWith(part));
  const [only] = found;
  if (only && found.length === 1) return only;
  if (found.length === 0) {
    throw new CliError(
      `No session's id begins or ends with "${wanted}". See them all: agentops sessions`,
    );
  }
  const candidates = found
    .slice(-maxCandidates)
    .reverse()
    .map(({ id, name, startTime }) =>
      `  ${id}  ${formatAgo(startTime, Date.now()).padStart(10)}  ${oneLine(name ?? '')}`.trimEnd(),
    );
  const more = found.length - candidates.length;
  if (more > 0) candidates.push(`  … and ${more} more`);
  throw new CliError(
    [
      `${found.length} sessions have an id that begins or ends with "${wanted}". Say more of it:`,
      ...candidates,
    ].join('\n'),
  );
}

/**
 * For each session the last 8 characters of its id, or more where that is not enough to tell them apart. (The first ones are
 * the time, and the same for sessions that start within a minute.)
 */
export function shortIds(sessions: readonly SessionData[]): Map<string, string> {
  const ids = sessions.map(({ id }) => id);
  const length = lengths.find(
    (size) => new Set(ids.map((id) => id.slice(-size))).size === ids.length,
  );
  return new Map(ids.map((id) => [id, id.slice(-(length ?? id.length))]));
}

import type { SessionData } from '@agentops/core';
import { CliError } from './cli-error.ts';
import { formatAgo } from './format/duration.ts';
import { oneLine } from './format/text.ts';

const shortLength = 8;
const maxCandidates = 10;

/**
 * The session that `wanted` names: `last` is the one that started last, anything else the beginning of an id.
 * @throws CliError where there is none, or more than one
 */
export function findSession(wanted: string, sessions: readonly SessionData[]): SessionData {
  const newest = sessions.at(-1);
  if (!newest) throw new CliError('No session has been recorded yet.');
  if (wanted === 'last') return newest;
  const prefix = wanted.toLowerCase();
  const found = sessions.filter(({ id }) => id.startsWith(prefix));
  const [only] = found;
  if (only && found.length === 1) return only;
  if (found.length === 0) {
    throw new CliError(`No session begins with "${wanted}". See them all: agentops sessions`);
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
    [`${found.length} sessions begin with "${wanted}". Say more of the id:`, ...candidates].join(
      '\n',
    ),
  );
}

/** For each id its first characters: 8, or more where that is not enough to tell them apart. */
export function shortIds(sessions: readonly SessionData[]): Map<string, string> {
  const sorted = sessions.map(({ id }) => id).sort();
  const shared = (a: string, b = '') => {
    let length = 0;
    while (length < a.length && a[length] === b[length]) length++;
    return length;
  };
  return new Map(
    sorted.map((id, index) => {
      const unique = Math.max(shared(id, sorted[index - 1]), shared(id, sorted[index + 1])) + 1;
      return [id, id.slice(0, Math.max(shortLength, unique))];
    }),
  );
}

import type { AgentOpsEvent } from '@agentops/core';
import { type Change, ChangeDetector } from '../changes.ts';
import { findSession, shortIds } from '../find-session.ts';
import { type DirectoryContents, DirectoryReader, withBlobs } from '../read-directory.ts';
import { totalsOf } from '../totals.ts';
import { type ChangeSource, sessionIdOf } from './change-printer.ts';

export interface FollowOptions {
  /** Only of the session that this names, from its start. */
  session: string | undefined;
  print: (change: Change, source: ChangeSource) => void;
  /** Ends it. */
  signal: AbortSignal;
}

const pollMs = 200;
/** Killed processes write nothing, so now and then one looks whether they still run. */
const livenessMs = 2000;

/** Prints what programs spool into a data directory as it comes. */
export async function followDirectory(directory: string, options: FollowOptions): Promise<void> {
  const reader = new DirectoryReader(directory);
  reader.read();
  let contents = reader.contents();
  const only =
    options.session === undefined ? undefined : findSession(options.session, contents.sessions);
  const detector = new ChangeDetector();
  const print = (all: Change[]) => {
    const changes = only ? all.filter((change) => sessionIdOf(change) === only.id) : all;
    if (changes.length === 0) return;
    const source = sourceOf(contents, directory);
    for (const change of changes) options.print(change, source);
  };

  const past = detector.next(contents);
  // Of one session all that was; else what is going on now.
  print(only ? past : past.filter((change) => isOpen(change, contents)));
  let lookedAt = Date.now();
  await repeat(options.signal, () => {
    const came = reader.read();
    if (!came && Date.now() - lookedAt < livenessMs) return;
    lookedAt = Date.now();
    contents = reader.contents();
    print(detector.next(contents));
  });
}

/** Calls `look` again and again. Breathes in proportion to how long a look takes. */
function repeat(signal: AbortSignal, look: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout>;
    const turn = () => {
      const start = performance.now();
      try {
        look();
      } catch (error) {
        reject(error);
        return;
      }
      timer = setTimeout(turn, Math.max(pollMs, 3 * (performance.now() - start)));
    };
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
    timer = setTimeout(turn, pollMs);
  });
}

function sourceOf(contents: DirectoryContents, directory: string): ChangeSource {
  const ids = shortIds(contents.sessions);
  const events = new Map(contents.events.map((event) => [event.id, event]));
  const bySession = Map.groupBy(contents.events, ({ sessionId }) => sessionId ?? '');
  return {
    shortId: (id) => ids.get(id) ?? id,
    totals: (session) => totalsOf(session, bySession.get(session.id) ?? []),
    parentOf: ({ parentId }: AgentOpsEvent) => events.get(parentId ?? ''),
    whole: (event) => withBlobs(event, directory),
  };
}

function isOpen(change: Change, { sessions }: DirectoryContents): boolean {
  const session = sessions.find(({ id }) => id === sessionIdOf(change));
  if (session === undefined || session.endState !== undefined) return false;
  return change.kind === 'session-start' || change.kind === 'event-start';
}

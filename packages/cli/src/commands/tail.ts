import type { AgentOpsEvent } from '@agentops/core';
import { type Change, ChangeDetector } from '../changes.ts';
import { findDirectory } from '../find-directory.ts';
import { findSession, shortIds } from '../find-session.ts';
import { paint } from '../format/span.ts';
import { jsonEvent, jsonSession } from '../json.ts';
import { type DirectoryContents, DirectoryReader, withBlobs } from '../read-directory.ts';
import type { Terminal } from '../terminal.ts';
import { changeLine } from '../view/change-line.ts';

export interface TailOptions {
  dir?: string;
  json?: boolean;
  session?: string;
}

const pollMs = 200;
/** Killed processes write nothing, so now and then one looks whether they still run. */
const livenessMs = 2000;

/** `agentops tail`: prints what is recorded as it comes, until SIGINT or SIGTERM. */
export async function tail(options: TailOptions, terminal: Terminal): Promise<void> {
  const directory = findDirectory(options.dir).path;
  const reader = new DirectoryReader(directory);
  reader.read();
  let contents = reader.contents();
  const only =
    options.session === undefined ? undefined : findSession(options.session, contents.sessions);
  const detector = new ChangeDetector();
  const print = (all: Change[]) => {
    const changes = only ? all.filter((change) => sessionIdOf(change) === only.id) : all;
    if (changes.length === 0) return;
    const toLine = options.json ? jsonLines(contents, directory) : textLines(contents, terminal);
    for (const change of changes) terminal.print(toLine(change));
  };

  const past = detector.next(contents);
  let lookedAt = Date.now();
  const stopped = untilStopped(() => {
    const came = reader.read();
    if (!came && Date.now() - lookedAt < livenessMs) return;
    lookedAt = Date.now();
    contents = reader.contents();
    print(detector.next(contents));
  });
  // Of one session all that was; else what is going on now.
  print(only ? past : past.filter((change) => isOpen(change, contents)));
  await stopped;
}

/** Calls `look` again and again until a signal comes. Breathes in proportion to how long a look takes. */
function untilStopped(look: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout>;
    const stop = () => {
      clearTimeout(timer);
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve();
    };
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
    process.on('SIGINT', stop).on('SIGTERM', stop);
    timer = setTimeout(turn, pollMs);
  });
}

function textLines(contents: DirectoryContents, terminal: Terminal): (change: Change) => string {
  const { width, colors } = terminal;
  const ids = shortIds(contents.sessions);
  const events = new Map(contents.events.map((event) => [event.id, event]));
  const bySession = Map.groupBy(contents.events, ({ sessionId }) => sessionId ?? '');
  return (change) => {
    const sessionId = sessionIdOf(change);
    const line = changeLine(change, {
      width,
      now: Date.now(),
      shortId: ids.get(sessionId) ?? sessionId,
      depth: 'event' in change ? depthOf(change.event, events) : 0,
      events: bySession.get(sessionId) ?? [],
    });
    return paint(line, colors);
  };
}

/** An event as it is now, or a session with `type: 'session'`. */
function jsonLines(contents: DirectoryContents, directory: string): (change: Change) => string {
  const bySession = Map.groupBy(contents.events, ({ sessionId }) => sessionId ?? '');
  return (change) => {
    if ('event' in change) return JSON.stringify(jsonEvent(withBlobs(change.event, directory)));
    const { session } = change;
    const events = bySession.get(session.id) ?? [];
    return JSON.stringify({ type: 'session', ...jsonSession(session, events) });
  };
}

function isOpen(change: Change, { sessions }: DirectoryContents): boolean {
  const session = sessions.find(({ id }) => id === sessionIdOf(change));
  if (session === undefined || session.endState !== undefined) return false;
  return change.kind === 'session-start' || change.kind === 'event-start';
}

function sessionIdOf(change: Change): string {
  return 'event' in change ? (change.event.sessionId ?? '') : change.session.id;
}

/** How many levels it is under its session. */
function depthOf(event: AgentOpsEvent, events: ReadonlyMap<string, AgentOpsEvent>): number {
  const seen = new Set<string>();
  let depth = 1;
  let at = events.get(event.parentId ?? '');
  while (at && !seen.has(at.id)) {
    seen.add(at.id);
    depth++;
    at = events.get(at.parentId ?? '');
  }
  return depth;
}

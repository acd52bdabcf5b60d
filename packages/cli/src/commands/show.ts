import { findDirectory } from '../find-directory.ts';
import { findSession } from '../find-session.ts';
import { paint } from '../format/span.ts';
import { jsonEvent, jsonSession } from '../json.ts';
import { eventsOf, readDirectory, withBlobs } from '../read-directory.ts';
import type { Terminal } from '../terminal.ts';
import { buildTree } from '../tree.ts';
import { headerLines } from '../view/session-header.ts';
import { treeLines } from '../view/session-tree.ts';

export interface ShowOptions {
  dir?: string;
  json?: boolean;
  full?: boolean;
}

/** `agentops show <id|last>`: one session as a tree. */
export function show(wanted: string, options: ShowOptions, terminal: Terminal): void {
  const directory = findDirectory(options.dir).path;
  const contents = readDirectory(directory);
  const session = withBlobs(findSession(wanted, contents.sessions), directory);
  const events = eventsOf(session, contents, directory);
  if (options.json) {
    const result = { session: jsonSession(session, events), events: events.map(jsonEvent) };
    terminal.print(JSON.stringify(result, null, 2));
    return;
  }
  const { width, colors, interactive } = terminal;
  const now = Date.now();
  const tree = treeLines(buildTree(events), {
    width,
    now,
    full: options.full ?? false,
    wrap: interactive,
    sessionReason: session.endStateReason,
  });
  const lines = [...headerLines(session, events, { width, now }), ...tree];
  for (const line of lines) terminal.print(paint(line, colors));
  if (events.length === 0) terminal.print(colors.dim('Nothing has been recorded in it.'));
}

import { isConversation } from '../conversation/conversation.ts';
import { conversationLines } from '../conversation/conversation-lines.ts';
import { paint } from '../format/span.ts';
import { jsonEvent, jsonSession } from '../json.ts';
import { openRecordings, type PlaceOptions } from '../recordings/open-recordings.ts';
import { toldCosts } from '../recordings/told-costs.ts';
import type { Terminal } from '../terminal.ts';
import { buildTree } from '../tree.ts';
import { headerLines } from '../view/session-header.ts';
import { treeLines } from '../view/session-tree.ts';

export interface ShowOptions extends PlaceOptions {
  json?: boolean;
  full?: boolean;
  tree?: boolean;
}

/** `agentops show <id|last>`: one session as a tree, or as the conversation that it is. */
export async function show(
  wanted: string,
  options: ShowOptions,
  terminal: Terminal,
): Promise<void> {
  await using recordings = await openRecordings(options);
  const session = await recordings.find(wanted);
  const events = await recordings.eventsOf(session);
  const costs = toldCosts(options).get(session.id) ?? [];
  if (options.json) {
    const result = { session: jsonSession(session, events, costs), events: events.map(jsonEvent) };
    terminal.print(JSON.stringify(result, null, 2));
    return;
  }
  const { width, colors, interactive } = terminal;
  const now = Date.now();
  const view = !options.tree && isConversation(session, events) ? conversationLines : treeLines;
  const body = view(buildTree(events), {
    width,
    now,
    full: options.full ?? false,
    wrap: interactive,
    sessionReason: session.endStateReason,
  });
  const lines = [...headerLines(session, events, { width, now, costs }), ...body];
  for (const line of lines) terminal.print(paint(line, colors));
  if (events.length === 0) terminal.print(colors.dim('Nothing has been recorded in it.'));
}

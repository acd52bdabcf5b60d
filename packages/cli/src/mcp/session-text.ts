import type { AgentOpsEvent, SessionData } from '@agentops/core';
import pc from 'picocolors';
import { isConversation } from '../conversation/conversation.ts';
import { conversationLines } from '../conversation/conversation-lines.ts';
import { paint } from '../format/span.ts';
import { buildTree } from '../tree.ts';
import { headerLines } from '../view/session-header.ts';
import { treeLines } from '../view/session-tree.ts';

const width = 140;
const colors = pc.createColors(false);

/** A session as `agentops show` prints it, tree or conversation: to a model, too, that says more than JSON of the same length. */
export function sessionText(
  session: SessionData,
  events: readonly AgentOpsEvent[],
  full = false,
): string {
  const now = Date.now();
  const view = isConversation(session, events) ? conversationLines : treeLines;
  const body = view(buildTree(events), {
    width,
    now,
    full,
    wrap: false,
    sessionReason: session.endStateReason,
  });
  return [...headerLines(session, events, { width, now }), ...body]
    .map((line) => paint(line, colors).trimEnd())
    .join('\n');
}

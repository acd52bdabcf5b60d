import type { AgentOpsEvent, SessionData } from '@agentops/core';
import pc from 'picocolors';
import { paint } from '../format/span.ts';
import { buildTree } from '../tree.ts';
import { headerLines } from '../view/session-header.ts';
import { treeLines } from '../view/session-tree.ts';

const width = 140;
const colors = pc.createColors(false);

/** A session as `agentops show` prints it: to a model, too, a tree says more than JSON of the same length. */
export function sessionText(
  session: SessionData,
  events: readonly AgentOpsEvent[],
  full = false,
): string {
  const now = Date.now();
  const tree = treeLines(buildTree(events), {
    width,
    now,
    full,
    wrap: false,
    sessionReason: session.endStateReason,
  });
  return [...headerLines(session, events, { width, now }), ...tree]
    .map((line) => paint(line, colors).trimEnd())
    .join('\n');
}

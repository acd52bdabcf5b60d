import type { AgentOpsEvent } from '@agentops/core';

/** An event, and the events that belong under it. */
export interface TreeNode {
  event: AgentOpsEvent;
  /** By start time. */
  children: TreeNode[];
}

/**
 * The events of a session as a tree, each level by start time. An error stands under what caused it. An event whose parent
 * was not recorded, or comes round in a circle, stands at the top.
 */
export function buildTree(events: readonly AgentOpsEvent[]): TreeNode[] {
  const nodes = new Map(events.map((event) => [event.id, { event, children: [] } as TreeNode]));
  const roots: TreeNode[] = [];
  for (const node of nodes.values()) {
    const parent = parentOf(node.event, nodes);
    if (parent && !isInside(parent, node, nodes)) parent.children.push(node);
    else roots.push(node);
  }
  const sort = (level: TreeNode[]) => {
    level.sort(
      (a, b) => a.event.startTime - b.event.startTime || (a.event.id < b.event.id ? -1 : 1),
    );
  };
  sort(roots);
  for (const { children } of nodes.values()) sort(children);
  return roots;
}

function parentOf(
  event: AgentOpsEvent,
  nodes: ReadonlyMap<string, TreeNode>,
): TreeNode | undefined {
  const trigger = event.type === 'error' ? event.triggerEventId : undefined;
  return nodes.get(trigger ?? '') ?? nodes.get(event.parentId ?? '');
}

/** Whether `node` is `ancestor`, or has it above. */
function isInside(
  node: TreeNode,
  ancestor: TreeNode,
  nodes: ReadonlyMap<string, TreeNode>,
): boolean {
  const seen = new Set<TreeNode>();
  for (let at: TreeNode | undefined = node; at && !seen.has(at); at = parentOf(at.event, nodes)) {
    if (at === ancestor) return true;
    seen.add(at);
  }
  return false;
}

/** A node and everything under it. */
export function* subtree(node: TreeNode): Generator<TreeNode> {
  yield node;
  for (const child of node.children) yield* subtree(child);
}

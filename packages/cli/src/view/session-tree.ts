import type { Agent } from '@agentops/core';
import { type Span, span, spansWidth } from '../format/span.ts';
import type { TreeNode } from '../tree.ts';
import { detailLines } from './details.ts';
import { NumberColumns } from './number-columns.ts';
import { payloadLines } from './payload.ts';
import { eventTitle, titleExtra } from './title.ts';

export interface TreeOptions {
  width: number;
  now: number;
  /** Payloads whole, instead of a line each. */
  full: boolean;
  /** Lines of whole payloads are broken at the width. */
  wrap: boolean;
  /** Why the session is indeterminate, where it is. */
  sessionReason?: string | undefined;
}

/** Where a branch hangs: what stands before its first line, and before those under it. */
export interface Place {
  first: string;
  rest: string;
  /** Whose event is above: it is said again where it changes. */
  agent: Agent | undefined;
}

type BranchOptions = TreeOptions & { columns: NumberColumns };

/** The tree of a session's events, a line each with its numbers on the right, and under it what went in and came out. */
export function treeLines(roots: readonly TreeNode[], options: TreeOptions): Span[][] {
  const columns = new NumberColumns(roots, options);
  const top: Place = { first: '', rest: '', agent: undefined };
  return [
    columns.head(),
    ...roots.flatMap((root) => branchLines(root, top, { ...options, columns })),
  ];
}

/** Branches that hang under one thing, the last of them with a corner. */
export function siblingLines(
  nodes: readonly TreeNode[],
  { rest, agent }: Omit<Place, 'first'>,
  options: BranchOptions,
): Span[][] {
  return nodes.flatMap((node, index) => {
    const last = index === nodes.length - 1;
    const first = `${rest}${last ? '└─' : '├─'} `;
    return branchLines(node, { first, rest: `${rest}${last ? '   ' : '│  '}`, agent }, options);
  });
}

function branchLines(node: TreeNode, place: Place, options: BranchOptions): Span[][] {
  const { event, children } = node;
  const { first, rest, agent } = place;
  const { columns, sessionReason } = options;
  const inner = children.length > 0 ? `${rest}│ ` : `${rest}  `;
  const title = eventTitle(event, agent);
  const extra = titleExtra(event);
  const fits = spansWidth([...title, ...extra]) <= columns.roomFor(node) - first.length;
  const left = [span(first, 'dim'), ...title, ...(fits ? extra : [])];
  const columnsLeft = options.width - inner.length;
  const details = options.full
    ? payloadLines(event, { columns: options.wrap ? columnsLeft : Infinity, sessionReason })
    : detailLines(event, { extra: fits ? [] : extra, columns: columnsLeft, sessionReason });
  return [
    columns.line(left, node),
    ...details.map((detail) => [span(inner, 'dim'), ...detail]),
    ...siblingLines(children, { rest, agent: event.agent ?? agent }, options),
  ];
}

import { inFull } from '../format/text.ts';
import type { TreeNode } from '../tree.ts';
import type { Block } from './block-lines.ts';

/** What a role did for a turn, by where it is shown. */
export interface Work {
  /** The only call of a model, of which nothing is to be said but its model and numbers. */
  call: TreeNode | undefined;
  /** What has no better place, by start time. */
  others: TreeNode[];
  runs: CodeRun[];
  errors: TreeNode[];
}

/** Code, and what was called in it. */
export interface CodeRun {
  code: Block;
  calls: TreeNode[];
  /** What it printed and gave, as the interpreter told it. */
  printed: Block[];
  result: Block | undefined;
}

/**
 * Tools of kind `code` are runs of code. Where there is none, tools belong to the code that the post has (`code`). `fold`: one
 * call of a model needs no line of its own.
 */
export function workOf(
  { children }: TreeNode,
  { code, fold }: { code: Block | undefined; fold: boolean },
): Work {
  const errors = children.filter(({ event }) => event.type === 'error');
  const runs = children.flatMap((node) => runOf(node, code?.label ?? 'code') ?? []);
  const isRun = new Set(runs.map(({ node }) => node));
  let others = children.filter((node) => node.event.type !== 'error' && !isRun.has(node));
  const found: CodeRun[] = runs.map(({ run }) => run);
  if (found.length === 0 && code) {
    const calls = others.filter(({ event }) => event.type === 'tool');
    found.push({ code, calls, printed: [], result: undefined });
    others = others.filter((node) => !calls.includes(node));
  }
  const calls = others.filter(({ event }) => event.type === 'llm');
  const call = fold && calls.length === 1 ? calls.find(isPlain) : undefined;
  return { call, others: others.filter((node) => node !== call), runs: found, errors };
}

function runOf(node: TreeNode, label: string): { node: TreeNode; run: CodeRun } | undefined {
  const { event, children } = node;
  if (event.type !== 'tool' || event.kind !== 'code') return undefined;
  const text = codeIn(event.arguments);
  if (text === undefined) return undefined;
  const result = event.result === undefined || event.result === null ? '' : inFull(event.result);
  return {
    node,
    run: {
      code: { label, text, kind: 'code' },
      calls: children,
      printed: printedIn(event.logs),
      result: result === '' ? undefined : { label: 'result', text: result, kind: 'result' },
    },
  };
}

/** By stream, such as `stdout`. */
function printedIn(logs: unknown): Block[] {
  const streams = typeof logs === 'object' && logs !== null ? logs : { printed: logs };
  return Object.entries(streams).flatMap(([label, text]): Block[] =>
    typeof text === 'string' && text.trim() !== '' ? [{ label, text, kind: 'result' }] : [],
  );
}

function codeIn(value: unknown): string | undefined {
  const text = (value as { code?: unknown } | null | undefined)?.code ?? value;
  return typeof text === 'string' && text.trim() !== '' ? text : undefined;
}

function isPlain({ event, children }: TreeNode): boolean {
  const isCall = event.type === 'llm' && event.duplicateOf === undefined;
  return isCall && event.status === 'ok' && children.length === 0;
}

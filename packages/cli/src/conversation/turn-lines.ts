import type { AgentOpsEvent } from '@agentops/core';
import { type Span, span, spansWidth, truncateSpans } from '../format/span.ts';
import type { TreeNode } from '../tree.ts';
import { noteLines } from '../view/details.ts';
import type { NumberColumns } from '../view/number-columns.ts';
import { siblingLines, type TreeOptions } from '../view/session-tree.ts';
import { statusSymbol } from '../view/status.ts';
import { callTitle } from '../view/title.ts';
import { type Block, blockLines, bodyIndent, textIndent } from './block-lines.ts';
import type { Turn } from './conversation.ts';
import { readPost } from './post-content.ts';
import type { RoleNames } from './role-names.ts';
import { type CodeRun, workOf } from './turn-work.ts';

export interface TurnOptions extends TreeOptions {
  columns: NumberColumns;
  roles: RoleNames;
}

/** What was said before a turn. */
export interface Before {
  /** The plan that was shown last. */
  plan: string | undefined;
  round: AgentOpsEvent;
}

/** Who spoke to whom and with which model; what was thought, done and found; what was said. */
export function turnLines(turn: Turn, before: Before, options: TurnOptions): Span[][] {
  const { event, to, node } = turn;
  const { full, sessionReason } = options;
  const post = readPost(event, { full, to, knownPlan: before.plan });
  const work = workOf(node, { code: post.code, fold: !full });
  const results = work.runs.flatMap((run) => newResults(run, post.after, full));
  const after = [...results, ...post.after];
  const untold = (error: TreeNode) => !after.some(({ text }) => says(text, error));
  const errors = work.errors.filter(untold);
  const blocks = (list: readonly Block[]) => list.flatMap((block) => blockLines(block, options));
  const branches = (nodes: readonly TreeNode[], rest: string) =>
    siblingLines(nodes, { rest, agent: event.agent }, options);
  return [
    ...headLines(turn, work.call, options),
    ...branches(work.others, bodyIndent),
    ...blocks(post.before),
    ...work.runs.flatMap(({ code, calls }) => [
      ...blocks([code]),
      ...branches(calls.filter(untold), textIndent),
    ]),
    ...blocks(after),
    ...(full ? branches(errors, bodyIndent) : blocks(errors.flatMap(errorBlock))),
    ...blocks(post.last.filter((block) => !isRepeated(block, after, errors))),
    ...noteLines(event, sessionReason, before.round).map((note) => [span(bodyIndent), ...note]),
  ];
}

function headLines(turn: Turn, call: TreeNode | undefined, options: TurnOptions): Span[][] {
  const { node, event, from, to } = turn;
  const { columns, roles, width } = options;
  const head = [statusSymbol(event.status), span(' '), ...roles.spans(from, to)];
  if (call?.event.type !== 'llm') return [columns.line(head, node)];
  const { event: model } = call;
  const room = columns.roomFor(node) - spansWidth(head) - 2;
  for (const beside of [callTitle(model), callTitle(model, true)]) {
    if (spansWidth(beside) <= room) return [columns.line([...head, span('  '), ...beside], node)];
  }
  const below = span(
    `${bodyIndent}${'model'.padEnd(textIndent.length - bodyIndent.length)}`,
    'dim',
  );
  return [columns.line(head, node), truncateSpans([below, ...callTitle(model)], width)];
}

/** What the interpreter told, where the post does not say it. */
function newResults({ printed, result }: CodeRun, said: readonly Block[], full: boolean): Block[] {
  const lines = (text: string) => `\n${text.trim()}\n`;
  const isSaid = ({ text }: Block) => said.some((block) => lines(block.text).includes(lines(text)));
  const hasResult = said.some(({ kind }) => kind === 'result' || kind === 'failed');
  return [
    ...printed.filter((block) => !isSaid(block)),
    ...(result && !isSaid(result) && (full || !hasResult) ? [result] : []),
  ];
}

/** A host makes an error, or what code printed, the message of its post. */
function isRepeated({ text, kind }: Block, after: readonly Block[], errors: readonly TreeNode[]) {
  if (errors.some((error) => says(text, error))) return true;
  return kind === 'message' && after.some((block) => block.text.trim() === text.trim());
}

/** An error without what surrounds it. Nothing of anything else. */
export function errorBlock({ event }: TreeNode): Block[] {
  if (event.type !== 'error') return [];
  const { errorType, message } = event;
  return [
    { label: 'error', text: message ? `${errorType}: ${message}` : errorType, kind: 'failed' },
  ];
}

function says(text: string, { event }: TreeNode): boolean {
  return event.type === 'error' && event.message.trim() === text.trim();
}

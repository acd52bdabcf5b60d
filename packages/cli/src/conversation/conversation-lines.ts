import { type Span, span, truncateSpans } from '../format/span.ts';
import type { TreeNode } from '../tree.ts';
import { noteLines } from '../view/details.ts';
import { NumberColumns } from '../view/number-columns.ts';
import { siblingLines, type TreeOptions } from '../view/session-tree.ts';
import { statusSymbol } from '../view/status.ts';
import { Attachments, textOf } from './attachments.ts';
import { type Block, blockLines, bodyIndent } from './block-lines.ts';
import { type Aside, type Round, readConversation } from './conversation.ts';
import { RoleNames, user } from './role-names.ts';
import { errorBlock, type TurnOptions, turnLines } from './turn-lines.ts';

/** Names of two roles are not cut for numbers. */
const leastRoom = 40;

/** A session as a conversation: round by round, who said what to whom, and what was done for it. */
export function conversationLines(roots: readonly TreeNode[], options: TreeOptions): Span[][] {
  const columns = new NumberColumns(roots, { ...options, leastRoom });
  const turnOptions = { ...options, columns, roles: new RoleNames() };
  return [
    columns.head(),
    ...readConversation(roots).flatMap((item, index) => [
      ...(index === 0 ? [] : [[]]),
      ...(item.kind === 'round'
        ? roundLines(item, turnOptions)
        : asideLines(item, '', turnOptions)),
    ]),
  ];
}

function roundLines(round: Round, options: TurnOptions): Span[][] {
  const { node, event, number, items } = round;
  const turns = items.filter((item) => item.kind === 'turn');
  const head = [statusSymbol(event.status), span(' '), span(`round ${number}`, 'bold')];
  const lines = [
    options.columns.line(head, node),
    ...noteLines(event, options.sessionReason).map((note) => [span(bodyIndent), ...note]),
  ];
  const blocks = (list: readonly Block[]) => list.flatMap((block) => blockLines(block, options));
  const question = textOf(event.input);
  if (question !== '') {
    const names = [span(bodyIndent), ...options.roles.spans(user, turns[0]?.from)];
    lines.push([], truncateSpans(names, options.width));
    lines.push(...blocks([{ label: 'asks', text: question, kind: 'question' }]));
    lines.push(...blocks(filesOf(event, question)));
  }
  let plan: string | undefined;
  for (const item of items) {
    lines.push([]);
    if (item.kind === 'turn') {
      lines.push(...turnLines(item, { plan, round: event }, options));
      plan = new Attachments(item.event).take('plan') || plan;
    } else lines.push(...asideLines(item, bodyIndent, options));
  }
  const answer = textOf(event.output);
  if (answer !== '' && !turns.some((turn) => textOf(turn.event.output) === answer)) {
    lines.push([], ...blocks([{ label: 'reply', text: answer, kind: 'answer' }]));
  }
  return lines;
}

/** What came with the question, where the host has not put the names into it. */
function filesOf({ attributes }: Round['event'], question: string): Block[] {
  const files = [attributes['taskweaver.files'] ?? []].flat().map(textOf);
  if (files.every((file) => question.includes(file))) return [];
  return [{ label: 'files', text: files.join('\n'), kind: 'aside' }];
}

function asideLines({ node }: Aside, rest: string, options: TurnOptions): Span[][] {
  const [error] = options.full ? [] : errorBlock(node);
  if (error) return blockLines(error, options);
  return siblingLines([node], { rest, agent: undefined }, options);
}

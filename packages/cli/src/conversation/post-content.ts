import type { AgentOpsEvent } from '@agentops/core';
import { Attachments, textOf } from './attachments.ts';
import { type Block, labelWidth } from './block-lines.ts';
import { user } from './role-names.ts';

/** What a post says, in the order in which a person reads it. */
export interface PostContent {
  /** Before the code: what the role thought and planned. */
  before: Block[];
  code: Block | undefined;
  /** After it: what it gave, or what was wrong with it. */
  after: Block[];
  /** What is to be done better, and what is said to the next role. */
  last: Block[];
}

type Action = Extract<AgentOpsEvent, { type: 'action' }>;

/** Of use to the host alone, or repeated by another. */
const unshown = ['init_plan', 'stop', 'shared_memory_entry'];
const labels: Readonly<Record<string, string>> = { invalid_response: 'invalid' };

/**
 * Reads a post's message and attachments. `full`: also what says nothing new, such as a plan that the post before had too
 * (`knownPlan`).
 */
export function readPost(
  post: Action,
  { full, to, knownPlan }: { full: boolean; to: string | undefined; knownPlan: string | undefined },
): PostContent {
  const said = new Attachments(post);
  const message = textOf(post.output);
  const before = thoughts(said, full ? undefined : knownPlan);
  const language = said.take('reply_type') || 'code';
  const reply = said.take('reply_content');
  const isCode = language !== 'text';
  const codeLabel = language.length < labelWidth ? language : 'code';
  const [code] = isCode ? block(codeLabel, reply, 'code') : [];

  const isRejected = said.take('verification') === 'INCORRECT';
  const hasFailed = said.take('execution_status') === 'FAILURE';
  const complaint = said.take('code_error');
  const result = said.take('execution_result');
  const revision = said.take('revise_message');
  const after = [
    ...(isRejected ? block('rejected', complaint, 'failed') : []),
    ...(full && !isRejected ? block('verified', complaint, 'aside') : []),
    ...(hasFailed ? block('failed', result, 'failed') : block('result', result, 'result')).map(
      (each) => ({ ...each, brief: result.replace(aroundResult, '') }),
    ),
    ...block('files', said.take('artifact_paths'), 'result'),
    ...(isCode || reply === message ? [] : block('text', reply, 'aside')),
  ];
  if (!full) for (const type of unshown) said.take(type);
  for (const [type, text] of said.rest()) after.push(...block(labels[type] ?? type, text, 'aside'));

  const above = isRejected ? [complaint] : [reply, result];
  const isNew = full || to === user || !repeats(message, above);
  const last = [
    // That code is to be written again, the next turn shows.
    ...(full || !(isRejected || hasFailed) ? block('revise', revision, 'aside') : []),
    ...(isNew ? block('says', message, to === user ? 'answer' : 'message') : []),
  ];
  return { before, code, after, last };
}

function thoughts(said: Attachments, knownPlan: string | undefined): Block[] {
  const plan = said.take('plan');
  return [
    ...block('thought', said.take('thought'), 'aside'),
    ...(plan === knownPlan ? [] : block('plan', plan, 'aside')),
    ...block('step', said.take('current_plan_step'), 'aside'),
    ...block('why', said.take('plan_reasoning'), 'aside'),
  ];
}

/** None of an empty text. */
function block(label: string, text: string, kind: Block['kind']): Block[] {
  return text.trim() === '' ? [] : [{ label, text, kind }];
}

/**
 * What TaskWeaver says around a result (microsoft/TaskWeaver d44ddef, `code_executor.py:format_code_output`): the label says as much.
 */
const aroundResult =
  /^The execution of the generated \w+ code above has (?:succeeded|failed)\s+(?:The result of above \w+ code after execution is:\s+)?/i;

/** More characters than these around what was said before say something. */
const fewChars = 250;

/** Whether a text only hands on what stands above it, such as the code and what it gave. */
function repeats(text: string, above: readonly string[]): boolean {
  let rest = text;
  for (const part of above.map((each) => each.trim())) {
    if (!rest.includes(part)) return false;
    rest = rest.replace(part, () => '');
  }
  return rest !== text && rest.trim().length < fewChars;
}

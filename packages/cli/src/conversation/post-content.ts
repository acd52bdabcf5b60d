import type { AgentOpsEvent } from '@agentops/core';
import { inFull } from '../format/text.ts';
import { type Block, labelWidth } from './block-lines.ts';

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

const prefix = 'taskweaver.attachment.';
/** Said by the label of another block. */
const inLabels = ['reply_type', 'verification', 'execution_status'];
/** Of use to the host alone, or repeated by another. */
const unshown = ['init_plan', 'stop', 'shared_memory_entry'];
const labels: Readonly<Record<string, string>> = { invalid_response: 'invalid' };

/**
 * Reads a post's message and attachments (`taskweaver.attachment.<type>`). `full`: also what says nothing new, such as a plan that
 * the post before had too (`knownPlan`).
 */
export function readPost(
  post: Action,
  {
    full,
    to,
    knownPlan,
  }: { full: boolean; to: string | undefined; knownPlan?: string | undefined },
): PostContent {
  const rest = new Map(attachments(post));
  const take = (type: string): string => {
    const text = rest.get(prefix + type) ?? '';
    rest.delete(prefix + type);
    return text;
  };
  const block = (label: string, text: string, kind: Block['kind']): Block[] =>
    text.trim() === '' ? [] : [{ label, text, kind }];

  const plan = take('plan');
  const before = [
    ...block('thought', take('thought'), 'aside'),
    ...(full || plan !== knownPlan ? block('plan', plan, 'aside') : []),
    ...block('step', take('current_plan_step'), 'aside'),
    ...block('why', take('plan_reasoning'), 'aside'),
  ];
  const language = take('reply_type') || 'code';
  const reply = take('reply_content');
  const message = textOf(post.output);
  const isCode = language !== 'text';
  const [code] = isCode
    ? block(language.length < labelWidth ? language : 'code', reply, 'code')
    : [];

  const isWrong = rest.get(`${prefix}verification`) === 'INCORRECT';
  const hasFailed = rest.get(`${prefix}execution_status`) === 'FAILURE';
  const complaint = take('code_error');
  const result = take('execution_result');
  const revision = take('revise_message');
  const after = [
    ...(isWrong ? block('rejected', complaint, 'failed') : []),
    ...(full && !isWrong ? block('verified', complaint, 'aside') : []),
    ...block(hasFailed ? 'failed' : 'result', result, hasFailed ? 'failed' : 'result').map(
      (each) => ({ ...each, brief: result.replace(aroundResult, '') }),
    ),
    ...block('files', take('artifact_paths'), 'result'),
    ...(isCode || reply === message ? [] : block('text', reply, 'aside')),
  ];
  for (const type of [...inLabels, ...(full ? [] : unshown)]) take(type);
  for (const [key, text] of rest) {
    const type = key.slice(prefix.length);
    after.push(...block(labels[type] ?? type, text, 'aside'));
  }

  const isSaid =
    full || to === 'User' || !repeats(message, isWrong ? [complaint] : [reply, result]);
  const last = [
    // Of code, that it is to be written again, which the next turn shows.
    ...(full || !(isWrong || hasFailed) ? block('revise', revision, 'aside') : []),
    ...(isSaid ? block('says', message, to === 'User' ? 'answer' : 'message') : []),
  ];
  return { before, code, after, last };
}

/**
 * What TaskWeaver says around a result (microsoft/TaskWeaver d44ddef, `code_executor.py:format_code_output`): the label says as much.
 */
const aroundResult =
  /^The execution of the generated \w+ code above has (?:succeeded|failed)\s+(?:The result of above \w+ code after execution is:\s+)?/i;

/** The plan that a post has, to compare the next one's with. */
export function planOf(post: Action): string | undefined {
  return new Map(attachments(post)).get(`${prefix}plan`);
}

function attachments({ attributes }: Action): [key: string, text: string][] {
  return Object.entries(attributes)
    .filter(([key, value]) => key.startsWith(prefix) && !key.endsWith('.extra') && value !== null)
    .map(([key, value]) => [key, textOf(value)]);
}

/** Of several texts, one below the other. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(textOf).join('\n');
  return typeof value === 'string' ? value : inFull(value);
}

/** More characters than these around what was said before say something. */
const fewChars = 250;

/** Whether a text only hands on what stands above it, such as the code and what it gave. */
function repeats(text: string, parts: readonly string[]): boolean {
  let rest = text;
  for (const part of parts.map((each) => each.trim())) {
    if (!rest.includes(part)) return false;
    rest = rest.replace(part, () => '');
  }
  return rest !== text && rest.trim().length < fewChars;
}

/** What the scripted provider says in the two sessions. The numbers in the replies are those of the data file. */
import type { ScriptEntry, ScriptedReply, ScriptRequest } from '@agentops/testkit';

export const queries = {
  openai: 'Which days had an unusual revenue? Summarise the column too.',
  anthropic: 'Were there days with unusually many orders? Save them to a file.',
};

export const replies = {
  openai: 'Two days stand out: 2026-03-20 with 10625.58 and 2026-04-17 with only 487.5.',
  anthropic: 'One day: 2026-03-20 had 262 orders. I saved it as anomalies.csv.',
};

const openai: ScriptedReply[] = [
  {
    text: plan(
      '1. find anomalies and summarise',
      'CodeInterpreter',
      'Find the anomalies in the column revenue of daily_orders.csv, and summarise the column.',
    ),
    usage: { inputTokens: 212, outputTokens: 74 },
  },
  {
    text: code(
      'Load the file, then ask both plugins at once.',
      `const rows = await load_table('daily_orders.csv');
const [anomalies, summary] = await Promise.all([
  find_anomalies(rows, 'revenue'),
  summarise(rows, 'revenue'),
]);
return { anomalies, summary };`,
    ),
    usage: { inputTokens: 431, outputTokens: 96, reasoningOutputTokens: 32 },
  },
  {
    text: plan('2. report', 'User', replies.openai),
    usage: { inputTokens: 498, outputTokens: 58, cacheReadInputTokens: 256 },
  },
];

const anthropic: ScriptedReply[] = [
  { error: 429, retryAfterMs: 20 },
  {
    text: plan(
      '1. find and save anomalies',
      'CodeInterpreter',
      'Find the days with unusually many orders in daily_orders.csv and save them to anomalies.csv.',
    ),
    usage: { inputTokens: 220, outputTokens: 81, cacheCreationInputTokens: 180 },
  },
  {
    text: code('Find and save.', anomaliesOf('order_count')),
    usage: { inputTokens: 440, outputTokens: 77 },
  },
  {
    text: code('The column is called orders.', anomaliesOf('orders')),
    usage: { inputTokens: 610, outputTokens: 75 },
  },
  {
    text: plan('2. report', 'User', replies.anthropic),
    usage: { inputTokens: 702, outputTokens: 49, cacheReadInputTokens: 180 },
  },
];

export const script: ScriptEntry[] = [
  ...openai.map((reply) => ({ when: asks('/chat/completions'), reply })),
  ...anthropic.map((reply) => ({ when: asks('/messages'), reply })),
];

/** The tokens that each call must be recorded with: input and output. */
export const expectedTokens = {
  openai: tokensOf(openai),
  anthropic: tokensOf(anthropic),
};

function asks(path: string) {
  return (request: ScriptRequest) => request.path.endsWith(path);
}

function plan(step: string, send_to: string, message: string): string {
  const plan = '1. ask CodeInterpreter\n2. report';
  return respond({ init_plan: plan, plan, current_plan_step: step, send_to, message });
}

function code(thought: string, reply_content: string): string {
  return respond({ thought, reply_type: 'javascript', reply_content });
}

function respond(response: Record<string, string>): string {
  return JSON.stringify({ response });
}

function anomaliesOf(column: string): string {
  return `const rows = await load_table('daily_orders.csv');
const anomalies = await find_anomalies(rows, '${column}');
await save_table(anomalies, 'anomalies.csv');
return anomalies;`;
}

function tokensOf(replies: readonly ScriptedReply[]): number[][] {
  return replies.flatMap(({ usage }) =>
    usage ? [[usage.inputTokens, usage.outputTokens ?? 0]] : [],
  );
}

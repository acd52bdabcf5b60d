import type { Random } from './random.ts';

/** Models and what they are offered by. The last has no price. */
export const models: readonly (readonly [provider: string, model: string])[] = [
  ['openai', 'gpt-4o'],
  ['openai', 'gpt-4o-mini'],
  ['anthropic', 'claude-sonnet-4-5'],
  ['openai', 'gpt-4.1'],
  ['local', 'llama-3-8b-finetuned'],
];

export const toolNames = [
  'search_orders',
  'get_weather',
  'run_python',
  'query_database',
  'send_email',
  'read_file',
] as const;

export const agentNames = ['planner', 'researcher', 'coder', 'reviewer'] as const;

export const tagNames = ['production', 'staging', 'nightly', 'billing', 'support', 'eval'] as const;

export const hosts = [
  { adapter: '@agentops/adapter-openai', host: 'openai', hostVersion: '7.57.0' },
  { adapter: '@agentops/adapter-anthropic', host: 'anthropic', hostVersion: '1.12.0' },
  { adapter: '@agentops/adapter-taskweaver', host: 'taskweaver', hostVersion: '0.0.13' },
] as const;

export const failures: readonly (readonly [
  errorType: string,
  message: (random: Random) => string,
])[] = [
  ['TimeoutError', (random) => `Request timed out after ${random.below(60_000)} ms`],
  ['RateLimitError', (random) => `429 Rate limit reached for org-${random.below(1e9)}`],
  ['KeyError', (random) => `Column 'c${random.below(50)}' is not in the table`],
  ['ConnectionError', (random) => `connect ECONNREFUSED 127.0.0.1:${random.below(65_536)}`],
];

const words =
  `the agent reads table of orders and writes a summary for customer with total price delivery date region
sales forecast model error retry cache index query result column missing value average maximum chart plan step tool call
answer question context document policy refund invoice payment account user request response latency budget report`.split(
    /\s+/,
  );

/** Text to cut pieces out of, so that making a payload costs next to nothing. */
export function makeCorpus(random: Random, length: number): string {
  let corpus = '';
  while (corpus.length < length) corpus += `${random.pick(words)} `;
  return corpus;
}

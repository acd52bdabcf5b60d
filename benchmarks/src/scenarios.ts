import type OpenAI from 'openai-7';

/** What one client does, and how many units of work that is. */
export interface Scenario {
  name: string;
  /** Runs a round. */
  times: number;
  /** Units in one run: chunks of a stream. @default 1 */
  units?: number;
  run: (client: OpenAI, index: number) => Promise<unknown>;
}

const model = 'gpt-5';
const chunksOfStream = 1000;

type Messages = { role: 'user' | 'assistant'; content: string }[];

/** 200 KB in 100 messages. */
const history: Messages = Array.from({ length: 100 }, (_, index) => ({
  role: index % 2 === 0 ? 'user' : 'assistant',
  content: `message ${index} `.repeat(200).slice(0, 2000),
}));

export const scenarios: readonly Scenario[] = [
  {
    name: 'a call',
    times: 300,
    run: (client) =>
      client.chat.completions.create({ model, messages: [{ role: 'user', content: 'hi' }] }),
  },
  {
    name: 'a chunk of a stream',
    times: 10,
    units: chunksOfStream,
    run: async (client) => {
      const messages = [{ role: 'user' as const, content: 'hi' }];
      for await (const _ of await client.chat.completions.create({
        model,
        messages,
        stream: true,
      }));
    },
  },
  {
    name: '200 KB prompt, history known by identity',
    times: 50,
    run: (client) => client.chat.completions.create({ model, messages: [...history] }),
  },
  {
    name: '200 KB prompt, history parsed again',
    times: 50,
    run: (client) =>
      client.chat.completions.create({ model, messages: JSON.parse(JSON.stringify(history)) }),
  },
  {
    name: '200 KB prompt, all new',
    times: 20,
    run: (client, index) => {
      const salt = `${index} ${Math.random()} `;
      const messages = history.map((message) => ({ ...message, content: salt + message.content }));
      return client.chat.completions.create({ model, messages });
    },
  },
];

/** Answers without a network, so that what is measured is the SDK and what is hooked into it. */
export async function answer(_url: unknown, init?: RequestInit): Promise<Response> {
  const streamed = String(init?.body).includes('"stream":true');
  return streamed
    ? new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
    : new Response(completion, { headers: { 'content-type': 'application/json' } });
}

const completion = JSON.stringify({
  id: 'c1',
  object: 'chat.completion',
  created: 1,
  model,
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
});

const stream = `${Array.from({ length: chunksOfStream }, (_, index) => {
  const choices = [{ index: 0, delta: { content: `word ${index} ` }, finish_reason: null }];
  const chunk = { id: 'c1', object: 'chat.completion.chunk', created: 1, model, choices };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}).join('')}data: [DONE]\n\n`;

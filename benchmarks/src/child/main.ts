/** One contender in a process of its own: does what its parent asks for, and answers. */
import { createRequire } from 'node:module';
import type OpenAI from 'openai-7';
import { contenders } from '../contenders/index.ts';
import { refusedHosts, stayOnLoopback } from './loopback-only.ts';
import { measureMemory } from './memory-growth.ts';
import type { ChildSetUp, Request, SingleCall } from './protocol.ts';
import { complete, nextTurn, runRound } from './round.ts';
import { ScriptedFetch } from './scripted-fetch.ts';

stayOnLoopback();
const { contender, openai, ...host } = JSON.parse(process.argv[2] ?? '') as ChildSetUp;
// All are required: not each of the hooks of all contenders sees what is imported.
const require = createRequire(import.meta.url);
const recording = contenders[contender].load(require)(host);
const { default: Client } = require(openai) as typeof import('openai-7');

function connect(fetch: typeof globalThis.fetch): OpenAI {
  const client = new Client({ apiKey: 'none', fetch, maxRetries: 0 });
  return recording.attach?.(client) ?? client;
}

const scripted = new ScriptedFetch();
const client = connect(scripted.fetch as typeof fetch);
let leftBefore = 0;

async function perform(request: Request): Promise<object> {
  switch (request.task) {
    case 'round':
      return runRound(request, { client, scripted, recording });
    case 'single':
      return makeSingleCall();
    case 'memory':
      return measureMemory(request, { client, connect, recording });
  }
}

async function makeSingleCall(): Promise<SingleCall> {
  await complete(client, [{ role: 'user', content: 'hi' }]);
  const resultAt = process.hrtime.bigint();
  const { countLeft } = recording;
  if (!countLeft) return { resultAt: String(resultAt), leftAt: undefined };
  while (countLeft() === leftBefore) await nextTurn();
  return { resultAt: String(resultAt), leftAt: String(process.hrtime.bigint()) };
}

process.on('message', async (request: Request) => {
  const reply = await perform(request);
  const count = recording.countLeft?.();
  const left = count === undefined ? undefined : count - leftBefore;
  leftBefore = count ?? 0;
  process.send?.({ ...reply, left, refusedHosts: [...refusedHosts] });
});
process.once('disconnect', () => process.exit());

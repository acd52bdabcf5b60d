/** An agent with a tool, on @node-llm/core: what is recorded of it is read back, and checked. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as agentops from '@agentops/core';
import { sessionTree, startScriptedProvider } from '@agentops/testkit';
import { Agent, createLLM, Tool, z } from '@node-llm/core';
import { attachNodeLLM } from './index.ts';

const quiet = process.argv.includes('--quiet');

class Weather extends Tool<{ city: string }> {
  name = 'get_weather';
  description = 'The weather in a city.';
  schema = z.object({ city: z.string() });

  async execute({ city }: { city: string }) {
    return city === 'Bern' ? 'sunny' : 'rain';
  }
}

class Forecaster extends Agent {
  static override model = 'gpt-4o';
  static override instructions = 'Look the weather up, then say it in one sentence.';
  static override tools = [Weather];
}

async function runAgent(url: string): Promise<string[]> {
  const llm = attachNodeLLM(
    createLLM({
      provider: 'openai',
      openaiApiKey: 'test',
      openaiApiBase: url,
      retry: { attempts: 2 },
    }),
  );
  const agent = new Forecaster({ llm });
  const first = await agent.ask('Do I need an umbrella in Bern or in Oslo?');
  let second = '';
  for await (const chunk of agent.stream('And in one word?')) second += chunk.content;
  return [String(first), second];
}

async function main(directory: string): Promise<void> {
  await using provider = await startScriptedProvider({
    replies: [
      { error: 429 },
      {
        toolCalls: ['Bern', 'Oslo'].map((city) => ({ name: 'get_weather', arguments: { city } })),
        usage: { inputTokens: 60, outputTokens: 20 },
      },
      { text: 'Only in Oslo.', usage: { inputTokens: 110, outputTokens: 5 } },
      { text: ['Os', 'lo.'], usage: { inputTokens: 120, outputTokens: 2 } },
    ],
  });
  const session = agentops.init({ directory, logLevel: 'silent' });
  const said = await agentops.traceAction('forecast', runAgent)(provider.openaiBaseUrl);
  session?.end({ endState: 'Success' });
  await agentops.flush();

  const folded = agentops.fold(agentops.readSpool(directory).records);
  if (!quiet) console.log(sessionTree(folded));
  assert.deepEqual(said, ['Only in Oslo.', 'Oslo.']);
  const [action] = folded.events;
  assert.deepEqual(
    folded.events.map(({ type, name, status }) => [type, name, status]),
    [
      ['action', 'forecast', 'ok'],
      ['llm', 'chat gpt-4o', 'ok'],
      ['tool', 'get_weather', 'ok'],
      ['tool', 'get_weather', 'ok'],
      ['llm', 'chat gpt-4o', 'ok'],
      ['llm', 'chat gpt-4o', 'ok'],
    ],
  );
  assert.ok(folded.events.slice(1).every(({ parentId }) => parentId === action?.id));
  const calls = folded.events.filter((event) => event.type === 'llm');
  assert.deepEqual(
    calls.map(({ streamed, attempts, usage }) => [streamed, attempts.length, usage?.inputTokens]),
    [
      [false, 2, 60],
      [false, 1, 110],
      [true, 0, 120],
    ],
  );
  assert.deepEqual(
    folded.events.flatMap((event) =>
      event.type === 'tool' ? [[event.arguments, event.result]] : [],
    ),
    [
      [{ city: 'Bern' }, 'sunny'],
      [{ city: 'Oslo' }, 'rain'],
    ],
  );
  console.log(
    `${quiet ? '' : '\n'}Recorded ${folded.events.length} events of one session, as they were.`,
  );
}

const directory = mkdtempSync(join(tmpdir(), 'agentops-custom-adapter-'));
try {
  await main(directory);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

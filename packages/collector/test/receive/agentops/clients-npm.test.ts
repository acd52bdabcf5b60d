import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { AgentOpsEvent } from '@agentops/core';
import { cachedDirectory, startScriptedProvider } from '@agentops/testkit';
import { describe, expect, it } from 'vitest';
import { isFull } from '../../../../../tooling/full-tier.ts';
import { startProduct } from './product.ts';
import { expectTimes } from './times.ts';

/** 184 MB and half a minute for one test of a package that nobody develops any more: so only with everything, and not installed with ours. */

async function install(): Promise<string | undefined> {
  const packages = ['agentops@0.1.0', '@openai/agents@0.0.1', 'zod@3.25.40'];
  try {
    return await cachedDirectory({
      name: 'npm agentops 0.1.0',
      kind: 'npm',
      key: packages,
      make: async (directory) => {
        await mkdir(directory, { recursive: true });
        const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefix', directory];
        await promisify(execFile)('npm', ['install', ...flags, ...packages]);
      },
    });
  } catch (error) {
    if (process.env.CI) throw error;
    process.stderr.write(`npm agentops skipped: ${(error as Error).message.split('\n', 1)[0]}\n`);
    return undefined;
  }
}

const directory = isFull ? await install() : undefined;

describe.skipIf(!directory)('npm agentops 0.1.0', () => {
  it('an agent with a tool, and a span made by hand', async () => {
    await using collector = await startProduct();
    const from = Date.now();
    await using provider = await startScriptedProvider({
      replies: [
        {
          toolCalls: [{ name: 'get_weather', arguments: { city: 'Bern' } }],
          usage: { inputTokens: 10, outputTokens: 5 },
        },
        { text: 'Sunny.', usage: { inputTokens: 20, outputTokens: 3 } },
      ],
    });
    const script = fileURLToPath(new URL('./clients/npm_agents.cjs', import.meta.url));
    const env = {
      PATH: process.env.PATH,
      OPENAI_API_KEY: 'test',
      OPENAI_BASE_URL: provider.openaiBaseUrl,
    };
    const options = { cwd: directory as string, env };
    const child = execFile(process.execPath, [script, directory as string, collector.url], options);
    try {
      const spans = () => collector.requests.filter(({ path }) => path === '/v1/traces').length;
      await expect.poll(spans, { timeout: 90_000 }).toBe(6);
    } finally {
      child.kill('SIGKILL');
    }
    const sessions = await collector.sessions();
    expect(sessions).toHaveLength(2);
    const [byHand, workflow] = sessions.map(({ id }) => id) as [string, string];
    expect(await collector.events(byHand)).toMatchObject([
      { type: 'action', name: 'by hand', attributes: { x: 1 } },
    ]);
    const events = await collector.events(workflow);
    const root = events.find(({ name }) => name === 'Agent workflow')?.id;
    expect(events.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      'action Agent workflow',
      'action Planner',
      'llm Response',
      'llm Response',
      'tool get_weather',
    ]);
    for (const { id, parentId } of events) expect(parentId).toBe(id === root ? undefined : root);
    expect(events.find(({ type }) => type === 'tool')).toMatchObject({
      arguments: { city: 'Bern' },
      result: 'sunny in Bern',
    });
    const session = await collector.session(workflow);
    expect(session).toMatchObject({
      state: 'Success',
      // It does not send which model it was.
      models: [],
      tools: ['get_weather'],
      totals: { llmCalls: 2, toolCalls: 1, inputTokens: 30, outputTokens: 8, unpricedCalls: 2 },
    });
    expect(await collector.session(byHand)).toMatchObject({ state: 'Success' });
    const ran = { from, to: Date.now() };
    expectTimes(await collector.session(byHand), await collector.events(byHand), ran);
    // Its root of a workflow is made when that is over, so that nothing is within its time.
    const flat = events.map(({ parentId: _, ...event }) => event as AgentOpsEvent);
    expectTimes(session, flat, ran);
  }, 120_000);
});

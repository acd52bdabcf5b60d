import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AgentOps, sessionCosts } from '@agentops/core';
import { AgentOpsExporter } from '@agentops/exporter-agentops';
import { expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { runCli } from './run-cli.ts';

const usage = {
  inputTokens: 10,
  outputTokens: 1,
  cacheReadInputTokens: null,
  cacheCreationInputTokens: null,
  reasoningOutputTokens: null,
};

/** AgentOps' v2 API, as far as it says what a session cost. */
async function startCosting(costs: readonly string[]): Promise<string> {
  let ends = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const cost = request.url === '/v2/update_session' ? costs[ends++] : undefined;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jwt: 'x', token_cost: cost }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function recordSessions(directory: string, endpoint: string, models: readonly string[]) {
  const apiKey = '00000000-0000-4000-8000-000000000000';
  const exporter = new AgentOpsExporter({ apiKey, endpoint, protocol: 'v2' });
  const agentops = new AgentOps();
  agentops.init({ directory, exporters: [exporter], autoStartSession: false, logLevel: 'silent' });
  for (const requestModel of models) {
    const session = agentops.startSession({ name: requestModel });
    session.startLLM({ provider: 'openai', requestModel }).end({ usage });
    session.end({ endState: 'Success' });
    expect(await agentops.flush()).toBe(true);
  }
  agentops.shutdown();
}

it('shows what AgentOps said that a session of a program cost, where its own price is not known before that', async () => {
  const directory = tempDir();
  const endpoint = await startCosting(['7.77', '0.5']);
  await recordSessions(directory, endpoint, ['gpt-4o', 'no-such-model']);
  const run = (...args: string[]) =>
    runCli([...args, '--dir', directory], { env: { COLUMNS: '140' } }).stdout;
  expect(run('show', 'last')).toContain(
    `cost     not known: 1 call without a price; $0.5, as agentops ${endpoint} (v2) says\n`,
  );
  const listed = run('sessions').split('\n');
  expect(listed[1]).toMatch(/ no-such-model .* \$0\.5000\b/);
  expect(listed[2]).toMatch(/ gpt-4o .* <?\$0\.0001\b/);
  const told = [{ destination: `agentops ${endpoint}`, protocol: 'v2', costUsd: '0.5' }];
  expect(JSON.parse(run('show', 'last', '--json')).session.toldCosts).toEqual(told);
  const [newest, other] = JSON.parse(run('sessions', '--json'));
  expect(newest.toldCosts).toEqual(told);
  expect(other.toldCosts).toMatchObject([{ costUsd: '7.77' }]);
  expect(sessionCosts(directory)).toHaveLength(2);
});

it('says nothing of it where nobody did', async () => {
  const directory = tempDir();
  await recordSessions(directory, await startCosting([]), ['gpt-4o']);
  expect(runCli(['show', 'last', '--dir', directory]).stdout).not.toContain(' says');
  const json = JSON.parse(runCli(['sessions', '--json', '--dir', directory]).stdout);
  expect(json[0]).not.toHaveProperty('toldCosts');
});

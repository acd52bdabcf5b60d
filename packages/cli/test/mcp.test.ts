import { join } from 'node:path';
import { AgentOps, ErrorEvent } from '@agentops/core';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { startTestCollector } from './collector.ts';
import { recordAnalysis, recordInto } from './record.ts';
import { main, RunningCli } from './run-cli.ts';
import { recordTaskWeaver } from './taskweaver-session.ts';

/** A plugin fails, is tried again, and then a model call fails for good. */
function recordFailure(agentops: AgentOps): void {
  const session = agentops.startSession({ name: 'a failing one', tags: ['nightly'] });
  const round = session.startAction('round 1', { actionType: 'round', input: 'Plot the sales.' });
  const lookUp = session.startTool('look_up', { parentId: round.id, arguments: { q: 'sales' } });
  lookUp.end({ result: 'zebra crossing' });
  for (const error of [new TypeError('the bars are broken'), undefined]) {
    const plot = session.startTool('plot', { parentId: round.id, arguments: { file: 'out.png' } });
    if (error) plot.fail(error);
    else plot.end({ result: 'drawn' });
  }
  const llm = session.startLLM({ parentId: round.id, provider: 'openai', requestModel: 'gpt-4o' });
  llm.fail(new RangeError('too many tokens'));
  round.end();
  session.end({ endState: 'Fail', reason: 'gave up' });
}

function recorded(): string {
  const dir = join(tempDir(), '.agentops');
  recordInto(dir, (agentops) => {
    recordAnalysis(agentops);
    recordFailure(agentops);
  });
  return dir;
}

async function connect(args: readonly string[]) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [main, 'mcp', ...args],
    env: { PATH: process.env.PATH ?? '', TZ: 'UTC' },
    stderr: 'pipe',
  });
  let stderr = '';
  transport.stderr?.on('data', (data) => (stderr += data));
  const strange: Error[] = [];
  const client = new Client({ name: 'test', version: '1' });
  // Also what is no protocol on stdout comes here.
  client.onerror = (error) => strange.push(error);
  await client.connect(transport);
  onTestFinished(() => client.close());
  const call = async (name: string, args_: Record<string, unknown> = {}) => {
    const result = (await client.callTool({ name, arguments: args_ })) as CallToolResult;
    const [content] = result.content;
    const text = content?.type === 'text' ? content.text : '';
    return { text, isError: result.isError ?? false };
  };
  const json = async (name: string, args_?: Record<string, unknown>) =>
    JSON.parse((await call(name, args_)).text);
  return { client, call, json, strange, stderr: () => stderr };
}

it.each(['spool', 'store', 'collector'])('lets an agent look at a run: %s', async (kind) => {
  const dir = recorded();
  let args = ['--dir', dir];
  if (kind !== 'spool') {
    const collector = await startTestCollector(dir);
    if (kind === 'store') await collector.close();
    else args = ['--url', collector.url];
  }
  const { client, call, json, strange, stderr } = await connect(args);
  expect(client.getServerVersion()?.name).toBe('agentops');
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    'list_sessions',
    'show_session',
    'search',
    'get_event',
    'explain_failure',
    'list_errors',
  ]);
  expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);

  const { sessions } = await json('list_sessions');
  expect(sessions).toMatchObject([{ name: 'a failing one' }, { name: 'Find anomalies' }]);
  const failed = await json('list_sessions', { state: ['Fail'], tag: ['nightly'], limit: 1 });
  expect(failed.sessions).toEqual([sessions[0]]);

  const { hits } = await json('search', { text: 'zebra cross*' });
  expect(hits).toMatchObject([{ name: 'look_up', type: 'tool', sessionId: sessions[0].id }]);
  expect(hits[0].snippet).toContain('**zebra**');
  const event = await json('get_event', { id: hits[0].id });
  expect(event).toMatchObject({ arguments: { q: 'sales' }, result: 'zebra crossing' });

  const shown = await call('show_session', { session: 'last' });
  expect(shown.text).toMatch(/^a failing one +✗ Fail\nid +/);
  expect(shown.text).toContain('└─ ✗ TypeError the bars are broken');

  const failure = await json('explain_failure', { session: sessions[0].id.slice(-8) });
  expect(failure).toMatchObject({
    session: { endState: 'Fail', endStateReason: 'gave up' },
    failed: [],
    unfinished: [],
    errors: [
      {
        errorType: 'TypeError',
        path: [{ name: 'round 1' }, { name: 'plot', status: 'error' }],
        asked: { file: 'out.png' },
        before: [{ name: 'look_up', preview: 'zebra crossing' }],
        recovered: true,
      },
      { errorType: 'RangeError', message: 'too many tokens', recovered: false },
    ],
  });
  const fine = await call('explain_failure', { session: 'Find' });
  expect(fine).toMatchObject({ isError: true, text: expect.stringContaining('agentops sessions') });

  const { items } = await json('list_errors', { limit: 2 });
  expect(items).toHaveLength(2);
  expect(await call('get_event', { id: 'none' })).toEqual({
    isError: true,
    text: 'There is no event none.',
  });
  expect(strange).toEqual([]);
  expect(stderr()).toBe('');
});

it('sees what is recorded meanwhile, and cuts what no model could read', async () => {
  const dir = recorded();
  const { json, call } = await connect(['--dir', dir]);
  expect((await json('list_sessions')).sessions).toHaveLength(2);
  recordInto(dir, (agentops) => {
    const session = agentops.startSession({ name: 'large' });
    session.startTool('big').end({ result: 'x'.repeat(300_000) });
    session.end();
  });
  const { sessions } = await json('list_sessions', { limit: 1 });
  expect(sessions).toMatchObject([{ name: 'large' }]);
  const { text } = await call('show_session', { session: 'last', full: true });
  expect(text.length).toBeLessThan(101_000);
  expect(text).toMatch(/… cut: \d+ more characters\./);
});

it('says to the model what is wrong, and ends with its client', async () => {
  const { call, client } = await connect(['--dir', tempDir()]);
  const { isError, text } = await call('list_sessions');
  expect(isError).toBe(true);
  expect(text).toContain('is no data directory of AgentOps');
  await client.close();
  const alone = new RunningCli(['mcp', '--dir', recorded()]);
  alone.closeStdin();
  expect(await alone.ended).toBe(0);
  expect(alone.stdout).toBe('');
});

it('names what failed without an error that tells why, and what was under way', async () => {
  const dir = join(tempDir(), '.agentops');
  recordInto(dir, (agentops) => {
    const session = agentops.startSession({ name: 'half' });
    session.startTool('silent').end({ status: 'error' });
    session.startTool('slow');
    session.record(new ErrorEvent({ errorType: 'Lonely', message: 'nobody did it' }));
  });
  const { json } = await connect(['--dir', dir]);
  expect(await json('explain_failure', { session: 'last' })).toMatchObject({
    session: { endState: 'Indeterminate' },
    failed: [{ name: 'silent' }],
    unfinished: [{ name: 'slow', status: 'indeterminate' }],
    errors: [{ errorType: 'Lonely', path: [], asked: null }],
    counts: [{ errorType: 'Lonely', count: 1 }],
  });
});

it('shows a session of roles as the conversation that it is', async () => {
  const dir = join(tempDir(), '.agentops');
  const agentops = new AgentOps();
  agentops.init({ directory: dir, autoStartSession: false, logLevel: 'silent' });
  (await recordTaskWeaver(agentops)).end();
  agentops.shutdown();
  const { client, call } = await connect(['--dir', dir]);
  const { text } = await call('show_session', { session: 'last' });
  expect(text).toMatch(/^ +User → Planner$/m);
  await client.close();
});

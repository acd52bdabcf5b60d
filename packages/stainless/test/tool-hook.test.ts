import { AdapterRecorder, AgentOps, fold, readSpool } from '@agentops/core';
import { expect, onTestFinished, test } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { hookToolRunners, type ToolRunner } from '../src/tool-hook.ts';

interface Tool {
  run: (input: unknown) => unknown;
}

const runner: ToolRunner = {
  method: 'beta.run',
  wrapTool: (tool, wrap) => wrap(tool, 'run', 'weather'),
};

function setUp(sessions = 1) {
  const directory = tempDir();
  const agentops = new AgentOps();
  onTestFinished(() => agentops.shutdown());
  agentops.init({ directory, logLevel: 'silent' });
  const others = Array.from({ length: sessions - 1 }, () => agentops.startSession());
  const source = { adapter: 'test', host: 'test', hostVersion: null };
  const recorder = new AdapterRecorder(agentops, { source, attachedBy: 'hand' });
  const client = { beta: { run: (params: { tools: Tool[] }) => params.tools } };
  const overrides = hookToolRunners(client, [runner, { ...runner, method: 'no.such' }], recorder);
  const events = () => fold(readSpool(directory).records).events;
  return { client, overrides, events, others, recorder };
}

test('a tool is wrapped in a copy, and resolves to the very object that its own does', async () => {
  const { client, overrides, events } = setUp();
  expect(Object.keys(overrides)).toEqual(['beta.run']);
  const sunny = { sky: 'sunny' };
  const tool = Object.freeze({ run: async (_: unknown) => sunny });
  const [wrapped] = client.beta.run({ tools: [tool] });
  expect(wrapped).not.toBe(tool);
  expect([wrapped?.run.name, wrapped?.run.length]).toEqual(['run', 1]);
  expect(await wrapped?.run({ city: 'Bern' })).toBe(sunny);
  expect(events()).toMatchObject([
    { type: 'tool', name: 'weather', arguments: { city: 'Bern' }, result: sunny, status: 'ok' },
  ]);
});

test('a query, which is sent when it is awaited, is the very object, and is sent by the SDK alone', async () => {
  const { client, events } = setUp();
  let sent = 0;
  const query = {
    // biome-ignore lint/suspicious/noThenProperty: as query builders have it
    then(...args: Parameters<Promise<string>['then']>) {
      sent++;
      return Promise.resolve('one row').then(...args);
    },
  };
  const [wrapped] = client.beta.run({ tools: [{ run: () => query }] });
  const returned = wrapped?.run({});
  expect(returned).toBe(query);
  expect([sent, events()[0]?.status]).toEqual([0, 'running']);
  await returned;
  expect(sent).toBe(1);
  expect(events()).toMatchObject([{ type: 'tool', result: 'one row', status: 'ok' }]);
});

test('a tool that is stopped is cancelled, and no error', () => {
  const { client, events } = setUp();
  const stop = new DOMException('Stop', 'AbortError');
  const tool = {
    run() {
      throw stop;
    },
  };
  const [wrapped] = client.beta.run({ tools: [tool] });
  expect(() => wrapped?.run({})).toThrow(stop);
  expect(events()).toMatchObject([{ type: 'tool', status: 'cancelled' }]);
});

test('an object of a class, which may have private fields, is handed on as it is', () => {
  const { client, events } = setUp();
  class Weather {
    readonly #answer = 'sunny';
    run() {
      return this.#answer;
    }
  }
  const tool = new Weather();
  expect(client.beta.run({ tools: [tool] })).toEqual([tool]);
  expect(client.beta.run({ tools: [tool] })[0]?.run({})).toBe('sunny');
  expect(events()).toEqual([]);
});

test.each([
  { what: 'no tools', params: { tools: undefined } },
  { what: 'tools that are none', params: { tools: [null, 'tool'] } },
  {
    what: 'a getter that throws',
    params: {
      get tools(): never {
        throw new Error('of the getter');
      },
    },
  },
])('params with $what are handed on', ({ params }) => {
  const { recorder } = setUp();
  const seen: unknown[] = [];
  const own = { beta: { run: (given: unknown) => void seen.push(given) } };
  hookToolRunners(own, [runner], recorder);
  own.beta.run(params);
  expect(seen).toEqual([params]);
});

test('with several sessions and none named, the tools are left alone: the first request will reject', () => {
  const { client, others } = setUp(2);
  const tool = { run: () => 'sunny' };
  expect(client.beta.run({ tools: [tool] })[0]).toBe(tool);
  expect(others).toHaveLength(1);
});

import { AdapterRecorder, AgentOps, fold, type Message, readSpool } from '@agentops/core';
import { expect, onTestFinished, test } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { ToolLoop } from '../src/tool-loop.ts';

function setUp() {
  const directory = tempDir();
  const agentops = new AgentOps();
  onTestFinished(() => agentops.shutdown());
  const session = agentops.init({ directory });
  const source = { adapter: 'test', host: 'test', hostVersion: null };
  const recorder = new AdapterRecorder(agentops, { source });
  const origin = recorder.locate();
  if (!session || !origin) throw new Error('no session');
  const tools = () => fold(readSpool(directory).records).events.filter((e) => e.type === 'tool');
  return { agentops, session, origin, tools, loop: new ToolLoop(recorder) };
}

function asks(id: string, name: string): { outputMessages: Message[] } {
  const part = { type: 'tool_call' as const, id, name, arguments: { city: 'Paris' } };
  return { outputMessages: [{ role: 'assistant', parts: [part] }] };
}

function answers(id: string, response: unknown): { inputMessages: Message[] } {
  return {
    inputMessages: [{ role: 'tool', parts: [{ type: 'tool_call_response', id, response }] }],
  };
}

test('a call that an answer asks for and the next request answers is one tool call', () => {
  const { loop, origin, tools } = setUp();
  loop.requested(origin, asks('call_1', 'weather'));
  loop.answered(origin, answers('call_1', 'sunny'), Date.now());
  // The same result stands in every request that follows.
  loop.answered(origin, answers('call_1', 'sunny'), Date.now());
  expect(tools()).toMatchObject([
    { name: 'weather', callId: 'call_1', arguments: { city: 'Paris' }, result: 'sunny' },
  ]);
});

test('a result that nobody was seen asking for is no tool call', () => {
  const { loop, origin, tools } = setUp();
  loop.requested(origin, asks('call_1', 'weather'));
  loop.answered(origin, answers('call_2', 'sunny'), Date.now());
  expect(tools()).toEqual([]);
});

test('a tool that was traced while it ran is the same call, and learns its id', () => {
  const { agentops, loop, origin, tools } = setUp();
  const weather = agentops.traceTool('weather', (_: { city: string }) => 'sunny');
  loop.requested(origin, asks('call_1', 'weather'));
  weather({ city: 'Paris' });
  loop.answered(origin, answers('call_1', 'sunny'), Date.now() + 1);
  expect(tools()).toMatchObject([{ name: 'weather', callId: 'call_1', result: 'sunny' }]);
});

test('two parallel calls of one tool are each claimed once', () => {
  const { agentops, loop, origin, tools } = setUp();
  const weather = agentops.traceTool('weather', (_: { city: string }) => 'sunny');
  loop.requested(origin, asks('call_1', 'weather'));
  loop.requested(origin, asks('call_2', 'weather'));
  weather({ city: 'Paris' });
  weather({ city: 'Rome' });
  loop.answered(origin, answers('call_1', 'sunny'), Date.now() + 1);
  loop.answered(origin, answers('call_2', 'sunny'), Date.now() + 1);
  expect(tools().map((tool) => tool.type === 'tool' && tool.callId)).toEqual(['call_1', 'call_2']);
});

/** What the exporter sends is taken by our own collector, as it stands behind `agentops up`. */
import { type AgentOpsEvent, drainSpool } from '@agentops/core';
import { expect, it } from 'vitest';
import { AgentOpsExporter, type AgentOpsExporterOptions, type SessionCost } from '../src/index.ts';
import { collectorHere } from './collector-here.ts';
import { recordDemo } from './demo-session.ts';
import { apiKey } from './programs/api-key.ts';
import { recordingTo } from './recorded.ts';

async function sentBy(options: AgentOpsExporterOptions) {
  const { url, store } = await collectorHere();
  const exporter = new AgentOpsExporter({ endpoint: url, apiKey, ...options });
  const demo = await recordDemo(exporter);
  expect(demo.flushed).toBe(true);
  await store.project();
  const session = await store.reader.session(demo.session.id);
  const { items } = await store.reader.sessionEvents(demo.session.id, { limit: 100 });
  const one = (type: string, name?: string) => {
    const found = items.filter((event) => event.type === type && (!name || event.name === name));
    expect(found.map(({ name }) => name)).toHaveLength(1);
    return found[0] as AgentOpsEvent;
  };
  return { ...demo, session, id: demo.session.id, items, one };
}

it('v2: a session with tags, agents, end and cost, and its events under their own ids', async () => {
  const costs: SessionCost[] = [];
  const { id, session, items, one, ids } = await sentBy({
    protocol: 'v2',
    onSessionCost: (cost) => costs.push(cost),
  });
  expect(session).toMatchObject({
    tags: ['prod', 'eu', 'late'],
    state: 'Fail',
    endStateReason: 'no pen',
    agents: [{ id: ids.planner.id, name: 'planner' }],
  });
  expect(items).toHaveLength(5);
  const agent = { id: ids.planner.id, name: 'planner' };
  expect(one('action')).toMatchObject({
    id: ids.round.id,
    name: 'round',
    actionType: 'round',
    agent,
    input: { task: 'look' },
    output: 'done',
  });
  expect(one('llm')).toMatchObject({
    id: ids.call.id,
    agent,
    requestModel: 'gpt-4o',
    responseModel: 'gpt-4o-2024-08-06',
    streamed: true,
    inputMessages: [
      { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
      { role: 'user', parts: [{ type: 'text', content: 'Where is it?' }] },
    ],
    outputMessages: [
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: 'c1', name: 'look', arguments: { id: 42 } }],
      },
    ],
    finishReasons: ['tool_calls'],
    usage: {
      inputTokens: 1000,
      outputTokens: 100,
      cacheReadInputTokens: 10,
      reasoningOutputTokens: 5,
    },
    toolDefinitions: [{ type: 'function', function: { name: 'look' } }],
  });
  expect(one('tool', 'look')).toMatchObject({
    id: ids.tool.id,
    arguments: { id: 42 },
    result: { place: 'Zürich' },
    status: 'ok',
  });
  expect(one('tool', 'write')).toMatchObject({ id: ids.failing.id, status: 'error' });
  expect(one('error')).toMatchObject({
    errorType: 'TypeError',
    message: 'no pen',
    code: 'E_PEN',
    triggerEventId: ids.failing.id,
    triggerEventType: 'tool',
    stack: expect.stringContaining('no pen'),
  });
  expect(costs).toEqual([{ sessionId: id, costUsd: expect.stringMatching(/^0\.00\d+$/) }]);
});

it('v2: what a session cost is told to who sends what a process left, too', async () => {
  const { agentops, directory } = recordingTo();
  const ended = agentops.startSession();
  const none = {
    cacheReadInputTokens: null,
    cacheCreationInputTokens: null,
    reasoningOutputTokens: null,
  };
  const usage = { inputTokens: 1000, outputTokens: 100, ...none };
  ended.startLLM({ requestModel: 'gpt-4o' }).end({ usage, usageSource: 'provider' });
  ended.end({ endState: 'Success' });
  const open = agentops.startSession();
  agentops.shutdown();
  const { url } = await collectorHere();
  const costs: SessionCost[] = [];
  const onSessionCost = (cost: SessionCost) => costs.push(cost);
  const exporter = new AgentOpsExporter({ endpoint: url, apiKey, protocol: 'v2', onSessionCost });
  await drainSpool({ directory, exporter });
  expect(costs).toEqual([
    { sessionId: ended.id, costUsd: expect.stringMatching(/^0\.00\d+$/) },
    { sessionId: open.id, costUsd: expect.stringMatching(/^0(\.0+)?$/) },
  ]);
});

it.each([
  { encoding: 'protobuf', compression: 'none' },
  { encoding: 'protobuf', compression: 'gzip' },
  { encoding: 'json', compression: 'none' },
] as const)(
  'v4 as %o: a trace that is the session, and spans with all of the events',
  async (how) => {
    const { session, items, one, ids } = await sentBy({ protocol: 'v4', ...how });
    expect(session).toMatchObject({
      name: 'demo',
      tags: ['prod', 'eu', 'late'],
      state: 'Fail',
      endStateReason: 'no pen',
      agents: [{ id: ids.planner.id, name: 'planner', role: 'plans' }],
    });
    expect(session?.hostEnv).toMatchObject({ 'process.pid': process.pid });
    const round = one('action', 'round');
    expect(round).toMatchObject({ input: { task: 'look' }, output: 'done', status: 'ok' });
    const call = one('llm');
    expect(call).toMatchObject({
      agent: { id: ids.planner.id, name: 'planner' },
      parentId: round.id,
      provider: 'openai',
      requestModel: 'gpt-4o',
      responseModel: 'gpt-4o-2024-08-06',
      streamed: true,
      inputMessages: [
        { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
        { role: 'user', parts: [{ type: 'text', content: 'Where is it?' }] },
      ],
      outputMessages: [
        {
          role: 'assistant',
          parts: [{ type: 'tool_call', id: 'c1', name: 'look', arguments: { id: 42 } }],
        },
      ],
      finishReasons: ['tool_calls'],
      usage: {
        inputTokens: 1000,
        outputTokens: 100,
        cacheReadInputTokens: 10,
        reasoningOutputTokens: 5,
      },
    });
    expect(one('tool', 'look')).toMatchObject({
      parentId: round.id,
      callId: 'c1',
      arguments: { id: 42 },
      result: { place: 'Zürich' },
    });
    const failing = one('tool', 'write');
    expect(failing).toMatchObject({ status: 'error', arguments: 'x' });
    expect(one('error')).toMatchObject({
      errorType: 'TypeError',
      message: 'no pen',
      triggerEventId: failing.id,
      stack: expect.stringContaining('no pen'),
    });
    // The session's own span is one of its actions.
    expect(items).toHaveLength(6);
  },
);

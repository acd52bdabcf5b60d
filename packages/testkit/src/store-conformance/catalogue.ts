import type { AgentOpsRecord } from '@agentops/core';
import { dawn, Pen, said } from './pen.ts';

const hour = 3_600_000;

const openai = { adapter: '@agentops/adapter-openai', host: 'openai', hostVersion: '7' };
const taskweaver = {
  adapter: '@agentops/adapter-taskweaver',
  host: 'taskweaver',
  hostVersion: null,
};
const planner = { id: 'p', name: 'planner' };
const coder = { id: 'c', name: 'coder' };

function usage(inputTokens: number, outputTokens: number) {
  const others = { cacheReadInputTokens: 0, cacheCreationInputTokens: 0, reasoningOutputTokens: 0 };
  return { usage: { inputTokens, outputTokens, ...others }, usageSource: 'provider' as const };
}

/** When session `s<n>` of the catalogue begins. */
export function startOf(n: 1 | 2 | 3 | 4): number {
  return dawn + (n - 1) * hour;
}

/**
 * Four sessions an hour apart, with something of everything that can be asked for: `s1` succeeds, `s2` fails with two errors that are
 * alike and one that is not, and has tokens that are an estimate, `s3` is open and has a call that was seen twice, `s4` is left open by a
 * writer that closed.
 */
export function catalogue(): AgentOpsRecord[] {
  return [...first(), ...second(), ...third(), ...fourth()];
}

function first(): AgentOpsRecord[] {
  const pen = new Pen('w1', startOf(1));
  const t = startOf(1);
  const gpt = {
    type: 'llm' as const,
    provider: 'openai',
    requestModel: 'gpt-4o',
    source: openai,
    agent: planner,
  };
  return [
    pen.writerInfo(),
    pen.startSession('s1', { name: 'Order Bot 100%', setTags: ['prod', 'eu'], source: openai }),
    pen.end(
      's1',
      'e1',
      {
        ...gpt,
        ...usage(1000, 100),
        startTime: t + 1,
        endTime: t + 101,
        streamed: true,
        timeToFirstChunkMs: 20,
        outputMessages: [said('assistant', 'The parcel is in Zürich')],
      },
      { prompt: { keep: 0, add: [said('user', 'Where is the parcel?')] } },
    ),
    pen.end('s1', 'e2', {
      type: 'tool',
      name: 'look',
      kind: 'function',
      agent: planner,
      source: openai,
      startTime: t + 200,
      endTime: t + 230,
      arguments: { id: 42 },
      parentId: 'e1',
    }),
    pen.end(
      's1',
      'e3',
      {
        ...gpt,
        ...usage(2000, 200),
        responseModel: 'gpt-4o-2024-08-06',
        startTime: t + 300,
        endTime: t + 600,
      },
      {
        prompt: {
          base: 'e1',
          keep: 1,
          add: [said('assistant', 'Look it up'), said('user', 'Really sure?')],
        },
      },
    ),
    pen.endSession('s1', 'Success'),
  ];
}

function second(): AgentOpsRecord[] {
  const pen = new Pen('w2', startOf(2));
  const t = startOf(2);
  const failed = (
    id: string,
    at: number,
    parentId: string,
    message: string,
    errorType = 'TimeoutError',
  ) =>
    pen.end('s2', id, {
      type: 'error',
      errorType,
      message,
      status: 'error',
      name: errorType,
      parentId,
      startTime: at,
      endTime: at,
      source: taskweaver,
    });
  return [
    pen.startSession('s2', { name: 'Über_Report', setTags: ['test', 'eu'], agent: coder }),
    pen.end('s2', 'e4', {
      type: 'llm',
      provider: 'anthropic',
      requestModel: 'claude-sonnet-4-5',
      ...usage(500, 50),
      usageSource: 'estimated',
      source: taskweaver,
      startTime: t + 1,
      endTime: t + 51,
    }),
    pen.end('s2', 'e5', {
      type: 'tool',
      name: 'look',
      kind: 'code',
      status: 'error',
      attributes: { 'error.type': 'TimeoutError' },
      source: taskweaver,
      startTime: t + 100,
      endTime: t + 200,
      agent: coder,
    }),
    failed('e6', t + 200, 'e5', 'Request 17 timed out after 30000 ms'),
    failed('e7', t + 300, 'e4', 'Request 99 timed out after 1500 ms'),
    failed('e8', t + 400, 'e5', "Column 'a' not found", 'KeyError'),
    pen.endSession('s2', 'Fail'),
  ];
}

function third(): AgentOpsRecord[] {
  const pen = new Pen('w3', startOf(3));
  const t = startOf(3);
  const call = {
    type: 'llm' as const,
    provider: 'local',
    requestModel: 'my-model',
    ...usage(10, 1),
  };
  return [
    pen.startSession('s3', { setTags: ['prod'] }),
    pen.end('s3', 'e9', { ...call, startTime: t + 1, endTime: t + 11 }),
    pen.end('s3', 'e10', {
      ...call,
      duplicateOf: 'e9',
      source: openai,
      requestModel: 'seen-twice',
      startTime: t + 2,
      endTime: t + 12,
    }),
    pen.start('s3', 'e11', { type: 'tool', name: 'write', kind: 'mcp', startTime: t + 100 }),
    pen.end('s3', 'e12', {
      type: 'tool',
      name: 'write',
      kind: 'mcp',
      status: 'cancelled',
      startTime: t + 100,
      endTime: t + 150,
    }),
  ];
}

function fourth(): AgentOpsRecord[] {
  const pen = new Pen('w4', startOf(4));
  const t = startOf(4);
  return [
    pen.startSession('s4', { name: 'left open' }),
    pen.start('s4', 'e13', { type: 'action', actionType: 'round', startTime: t + 1, agent: coder }),
    pen.close('exit 1'),
  ];
}

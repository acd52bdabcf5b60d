import { ActionEvent, type AgentOpsEvent, ErrorEvent, LLMEvent, ToolEvent } from '@agentops/core';
import { describe, expect, it } from 'vitest';
import { summarise } from '../src/index.ts';

const usage = {
  inputTokens: 1000,
  outputTokens: 100,
  cacheReadInputTokens: 200,
  cacheCreationInputTokens: 0,
  reasoningOutputTokens: null,
};

function call(init: ConstructorParameters<typeof LLMEvent>[0] = {}): LLMEvent {
  const event = new LLMEvent({
    id: 'e',
    provider: 'openai',
    requestModel: 'gpt-4o',
    startTime: 1_767_225_600_000,
    endTime: 1_767_225_600_250.5,
    usage,
    ...init,
  });
  event.sessionId = 's';
  return event;
}

function said(...contents: string[]) {
  return [
    { role: 'assistant', parts: contents.map((content) => ({ type: 'text' as const, content })) },
  ];
}

describe('summarise', () => {
  it('makes a row of a call, with its cost', () => {
    const event = call({ responseModel: 'gpt-4o-2024-08-06', outputMessages: said('Yes.') });
    event.source = { adapter: 'a', host: 'openai', hostVersion: null };
    const { costUsd, ...row } = summarise(event);
    expect(row).toEqual({
      id: 'e',
      sessionId: 's',
      type: 'llm',
      name: 'chat gpt-4o',
      parentId: null,
      agent: null,
      startTime: 1_767_225_600_000,
      endTime: 1_767_225_600_250.5,
      durationMs: 250.5,
      status: 'ok',
      host: 'openai',
      adapter: 'a',
      kind: 'chat',
      model: 'gpt-4o-2024-08-06',
      provider: 'openai',
      inputTokens: 1000,
      outputTokens: 100,
      cacheReadInputTokens: 200,
      cacheCreationInputTokens: 0,
      reasoningOutputTokens: null,
      usageEstimated: false,
      costEstimated: false,
      timeToFirstChunkMs: null,
      errorType: null,
      preview: 'Yes.',
      duplicateOf: null,
    });
    expect(costUsd).toBeCloseTo(800 * 2.5e-6 + 200 * 1.25e-6 + 100 * 10e-6, 9);
  });

  it('has no cost where model or tokens are not known, and says where it is an estimate', () => {
    expect(summarise(call({ requestModel: 'nobody-knows' }))).toMatchObject({
      costUsd: null,
      costEstimated: false,
    });
    expect(summarise(call({ usage: null }))).toMatchObject({ costUsd: null, inputTokens: null });
    expect(summarise(call({ usageSource: 'estimated' }))).toMatchObject({
      usageEstimated: true,
      costEstimated: true,
    });
    expect(summarise(call({ provider: null }))).toMatchObject({
      usageEstimated: false,
      costEstimated: true,
    });
  });

  it.each([
    ['running', null],
    ['indeterminate', null],
    ['cancelled', 250.5],
    ['error', 250.5],
  ] as const)('has of what is %s the duration %s', (status, duration) => {
    expect(summarise(call({ status })).durationMs).toBe(duration);
  });

  it('has no duration below zero', () => {
    expect(summarise(call({ startTime: 5, endTime: 3 })).durationMs).toBe(0);
  });

  it.each<[string, AgentOpsEvent, string | null]>([
    ['an answer', call({ outputMessages: said('  One\n\n two ', 'three') }), 'One two three'],
    [
      'tool calls, where nothing was said',
      call({
        outputMessages: [
          {
            role: 'assistant',
            parts: [
              { type: 'reasoning', content: 'hm' },
              { type: 'tool_call', id: null, name: 'look', arguments: { at: [1, 'x'] } },
            ],
          },
        ],
      }),
      'look({"at":[1,"x"]})',
    ],
    ['nothing', call(), null],
    [
      'a tool’s arguments',
      new ToolEvent({ arguments: { city: 'Bern', n: null } }),
      '{"city":"Bern","n":null}',
    ],
    ['a text as arguments', new ToolEvent({ arguments: 'plain' }), 'plain'],
    ['an error’s message', new ErrorEvent({ message: 'broken\tpipe' }), 'broken pipe'],
    ['an action’s output', new ActionEvent({ input: 'in', output: 'out' }), 'out'],
    ['its input where there is none', new ActionEvent({ input: 'in' }), 'in'],
  ])('shows %s', (_, event, preview) => {
    expect(summarise(event).preview).toBe(preview);
  });

  it('shows no more than 160 characters, and none in half', () => {
    const preview = summarise(new ActionEvent({ output: `${'x'.repeat(158)}🎉🎉` })).preview ?? '';
    expect(preview).toBe(`${'x'.repeat(158)}…`);
    const large = { list: Array.from({ length: 100_000 }, () => ({ text: 'y'.repeat(100) })) };
    expect(summarise(new ToolEvent({ arguments: large })).preview).toHaveLength(160);
  });

  it('tells what failed with which error', () => {
    const failed = new ToolEvent({ status: 'error', attributes: { 'error.type': 'TimeoutError' } });
    expect(summarise(failed).errorType).toBe('TimeoutError');
    expect(summarise(new ErrorEvent({ errorType: 'KeyError' })).errorType).toBe('KeyError');
  });

  it('has the types that it says, whatever was recorded', () => {
    const odd = {
      type: 'llm',
      id: 'e',
      sessionId: 's',
      name: 5,
      agent: 'x',
      source: 1,
      startTime: null,
      endTime: 'never',
      status: 3,
      provider: 7,
      requestModel: [],
      usage: { inputTokens: '1', outputTokens: Number.NaN },
      outputMessages: [null, { parts: 'x' }, { parts: [null, 3, { type: 'text', content: 4 }] }],
      attributes: {},
    };
    expect(summarise(odd as never)).toMatchObject({
      name: '',
      agent: null,
      startTime: 0,
      endTime: null,
      durationMs: null,
      status: 'running',
      host: null,
      provider: null,
      model: null,
      inputTokens: null,
      outputTokens: null,
      costUsd: null,
      preview: null,
    });
  });

  it('has names that can be shown', () => {
    expect(summarise(new ToolEvent({ name: 'x'.repeat(1e6) })).name).toBe('x'.repeat(512));
    expect(summarise(new ToolEvent({ name: `${'x'.repeat(511)}🎉` })).name).toBe('x'.repeat(511));
  });

  it('has texts that every engine can keep', () => {
    const event = new ToolEvent({ name: 'a\0b\ud800c\uE000', arguments: '\0x' });
    expect(summarise(event)).toMatchObject({ name: 'a\uFFFDb\uFFFDc\uFFFD', preview: '\uFFFDx' });
  });
});

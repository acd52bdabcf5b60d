import { LLMEvent, type LLMEventInit, type TokenUsage } from '@agentops/core';
import { describe, expect, it, vi } from 'vitest';
import { costOf } from '../src/index.ts';

const autumn2025 = Date.parse('2025-10-15T12:00:00Z');

function call(init: LLMEventInit, usage: Partial<TokenUsage> | null): LLMEvent {
  const all = {
    inputTokens: null,
    outputTokens: null,
    cacheReadInputTokens: null,
    cacheCreationInputTokens: null,
    reasoningOutputTokens: null,
  };
  return new LLMEvent({ startTime: autumn2025, ...init, usage: usage && { ...all, ...usage } });
}

describe('by hand from the published prices', () => {
  it('OpenAI: cached tokens are part of the input, reasoning is part of the output', () => {
    // gpt-5-mini per million: 0.25 input, 0.025 cached input, 2.00 output.
    const event = call(
      { provider: 'openai', requestModel: 'gpt-5-mini', responseModel: 'gpt-5-mini-2025-08-07' },
      {
        inputTokens: 10_000,
        cacheReadInputTokens: 8_000,
        outputTokens: 1_500,
        reasoningOutputTokens: 1_000,
      },
    );
    // 2,000 × 0.25 + 8,000 × 0.025 = 700 µ$; 1,500 × 2 = 3,000 µ$.
    const cost = costOf(event);
    expect(cost?.inputUsd).toBeCloseTo(0.0007, 12);
    expect(cost?.outputUsd).toBeCloseTo(0.003, 12);
    expect(cost?.usd).toBeCloseTo(0.0037, 12);
    expect(cost).toMatchObject({
      matchedModel: 'gpt-5-mini',
      matchedProvider: 'openai',
      estimated: false,
    });
  });

  it('Anthropic: cache writes and cache reads have their own prices', () => {
    // claude-sonnet-4-5 per million: 3 input, 3.75 cache write (5 minutes), 0.30 cache read, 15 output.
    const event = call(
      { provider: 'anthropic', requestModel: 'claude-sonnet-4-5-20250929' },
      {
        inputTokens: 12_000,
        cacheReadInputTokens: 9_000,
        cacheCreationInputTokens: 2_000,
        outputTokens: 400,
        reasoningOutputTokens: 300,
      },
    );
    // 1,000 × 3 + 2,000 × 3.75 + 9,000 × 0.30 = 13,200 µ$; 400 × 15 = 6,000 µ$.
    const cost = costOf(event);
    expect(cost?.inputUsd).toBeCloseTo(0.0132, 12);
    expect(cost?.outputUsd).toBeCloseTo(0.006, 12);
    expect(cost?.usd).toBeCloseTo(0.0192, 12);
  });

  it('a model that charges reasoning apart does not charge it twice', () => {
    // sonar-deep-research per million: 2 input, 8 output, 3 reasoning.
    const event = call(
      { provider: 'perplexity', requestModel: 'sonar-deep-research' },
      { inputTokens: 1_000, outputTokens: 500, reasoningOutputTokens: 200 },
    );
    // 1,000 × 2 + 300 × 8 + 200 × 3 = 5,000 µ$.
    expect(costOf(event)?.usd).toBeCloseTo(0.005, 12);
  });

  it('embeddings have no output', () => {
    // text-embedding-3-small: 0.02 per million.
    const event = call(
      { provider: 'openai', operationName: 'embeddings', requestModel: 'text-embedding-3-small' },
      { inputTokens: 5_000 },
    );
    expect(costOf(event)?.usd).toBeCloseTo(0.0001, 12);
  });

  it('takes the price of the day of the call', () => {
    // o3 came down from 10 / 40 to 2 / 8 on 10 June 2025.
    const usage = { inputTokens: 1_000, outputTokens: 100 };
    const model = { provider: 'openai', requestModel: 'o3' };
    const before = call({ ...model, startTime: Date.parse('2025-06-01T12:00:00Z') }, usage);
    const after = call({ ...model, startTime: Date.parse('2025-07-01T12:00:00Z') }, usage);
    expect(costOf(before)?.usd).toBeCloseTo(0.014, 12);
    expect(costOf(after)?.usd).toBeCloseTo(0.0028, 12);
  });
});

describe('which price', () => {
  const usage = { inputTokens: 1_000, outputTokens: 100 };

  it('is that of the model that answered', () => {
    const event = call(
      { provider: 'openai', requestModel: 'gpt-4o', responseModel: 'gpt-4o-mini-2024-07-18' },
      usage,
    );
    expect(costOf(event)?.matchedModel).toBe('gpt-4o-mini');
  });

  it.each([
    ['azure.ai.openai', 'gpt-4o', 'azure'],
    ['aws.bedrock', 'anthropic.claude-3-5-sonnet-20241022-v2:0', 'aws'],
    ['gcp.vertex_ai', 'claude-3-5-haiku@20241022', 'google'],
    ['gcp.gemini', 'gemini-2.5-flash', 'google'],
    ['mistral_ai', 'mistral-large-latest', 'mistral'],
    ['x_ai', 'grok-4-0709', 'x-ai'],
    ['moonshot_ai', 'kimi-k2-0711-preview', 'moonshotai'],
    ['deepseek', 'deepseek-chat', 'deepseek'],
  ])('%s is a provider of the table', (provider, requestModel, matchedProvider) => {
    expect(costOf(call({ provider, requestModel }, usage))).toMatchObject({ matchedProvider });
  });

  it('says where it is an estimate', () => {
    const model = { provider: 'openai', requestModel: 'gpt-4o' };
    expect(costOf(call({ ...model, usageSource: 'estimated' }, usage))?.estimated).toBe(true);
    expect(costOf(call({ requestModel: 'gpt-4o' }, usage))).toMatchObject({
      estimated: true,
      matchedProvider: 'openai',
    });
  });
});

describe('never a guess', () => {
  const model = { provider: 'openai', requestModel: 'gpt-4o' };

  it.each<[string, LLMEventInit, Partial<TokenUsage> | null]>([
    ['no usage', model, null],
    ['no model', { provider: 'openai' }, { inputTokens: 1, outputTokens: 1 }],
    ['an unknown model', { ...model, requestModel: 'gpt-99' }, { inputTokens: 1, outputTokens: 1 }],
    [
      'an unknown model that answered',
      { ...model, responseModel: 'gpt-99' },
      { inputTokens: 1, outputTokens: 1 },
    ],
    [
      'a provider that only sounds like one',
      { ...model, provider: 'my-openai-proxy' },
      { inputTokens: 1, outputTokens: 1 },
    ],
    ['no output tokens, as after a cut stream', model, { inputTokens: 1 }],
    ['no input tokens', model, { outputTokens: 1 }],
    ['more cached than input', model, { inputTokens: 1, cacheReadInputTokens: 2, outputTokens: 1 }],
    [
      'more reasoning than output',
      model,
      { inputTokens: 1, outputTokens: 1, reasoningOutputTokens: 2 },
    ],
    ['a negative number', model, { inputTokens: -1, outputTokens: 1 }],
    ['a number that is none', model, { inputTokens: Number.NaN, outputTokens: 1 }],
    [
      'an unknown embedding',
      { ...model, operationName: 'embeddings', requestModel: 'my-embedding' },
      { inputTokens: 1 },
    ],
    ['no time', { ...model, startTime: Number.NaN }, { inputTokens: 1, outputTokens: 1 }],
  ])('%s', (_, init, usage) => {
    expect(costOf(call(init, usage))).toBeNull();
  });
});

it('touches neither the network nor the console', () => {
  const spies = [
    vi.spyOn(globalThis, 'fetch'),
    vi.spyOn(console, 'warn'),
    vi.spyOn(console, 'error'),
  ];
  costOf(
    call(
      { provider: 'openai', requestModel: 'gpt-4o' },
      { inputTokens: 9, cacheReadInputTokens: 2, outputTokens: 5, reasoningOutputTokens: 1 },
    ),
  );
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
});

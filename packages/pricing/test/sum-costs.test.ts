import { ActionEvent, type AgentOpsEvent, LLMEvent } from '@agentops/core';
import { expect, expectTypeOf, it } from 'vitest';
import { type CostSum, costOf, sumCosts, tableVersion } from '../src/index.ts';

const usage = {
  inputTokens: 1_000,
  outputTokens: 100,
  cacheReadInputTokens: null,
  cacheCreationInputTokens: null,
  reasoningOutputTokens: null,
};
// gpt-4o: 2.50 and 10 per million, so 3,500 µ$.
const priced = () => new LLMEvent({ provider: 'openai', requestModel: 'gpt-4o', usage });
const unpriced = () => new LLMEvent({ provider: 'openai', requestModel: 'gpt-99', usage });

it('adds up, and says how many calls it could not price', () => {
  const events: AgentOpsEvent[] = [priced(), new ActionEvent(), unpriced(), priced()];
  const sum = sumCosts(events);
  expectTypeOf(sum).toEqualTypeOf<CostSum>();
  expect(sum.usd).toBeCloseTo(0.007, 12);
  expect(sum).toMatchObject({ pricedCalls: 2, unpricedCalls: 1, estimated: false, tableVersion });
});

it('leaves out what was seen a second time', () => {
  const first = priced();
  const again = Object.assign(priced(), { duplicateOf: first.id });
  expect(sumCosts([first, again])).toMatchObject({ pricedCalls: 1, unpricedCalls: 0 });
  expect(sumCosts([first, again]).usd).toBe(costOf(first)?.usd);
});

it('is unknown, not nothing, when no call has a price', () => {
  expect(sumCosts([unpriced()]).usd).toBeNull();
  expect(sumCosts([]).usd).toBe(0);
});

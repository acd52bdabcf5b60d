import { ActionEvent, ErrorEvent, LLMEvent, ToolEvent } from '@agentops/core';
import { expect, test } from 'vitest';
import { addTotals, emptyTotals, sessionState, summarise } from '../src/index.ts';

const usage = {
  inputTokens: 10,
  outputTokens: 5,
  cacheReadInputTokens: 4,
  cacheCreationInputTokens: 3,
  reasoningOutputTokens: 2,
};
const priced = { provider: 'openai', requestModel: 'gpt-4o', usage };
const events = [
  new LLMEvent(priced),
  new LLMEvent({ ...priced, usageSource: 'estimated' }),
  new LLMEvent({ ...priced, duplicateOf: 'e' }),
  new LLMEvent({ provider: 'openai', requestModel: 'gpt-4o' }),
  new LLMEvent({ ...priced, requestModel: 'nobody-knows' }),
  new ToolEvent({ name: 'look' }),
  new ActionEvent({ actionType: 'round' }),
  new ActionEvent({ actionType: 'plan' }),
  new ErrorEvent({ message: 'm' }),
].map(summarise);

test('totals add up, each call once', () => {
  const totals = emptyTotals();
  for (const event of events) addTotals(totals, event, 1);
  const { costUsd, ...counts } = totals;
  expect(counts).toEqual({
    events: 8,
    actions: 2,
    rounds: 1,
    llmCalls: 4,
    toolCalls: 1,
    errors: 1,
    inputTokens: 30,
    outputTokens: 15,
    cacheReadInputTokens: 12,
    cacheCreationInputTokens: 9,
    reasoningOutputTokens: 6,
    unpricedCalls: 2,
    estimatedCalls: 1,
    unmeasuredCalls: 1,
    estimatedUsageCalls: 1,
  });
  expect(costUsd).toBeCloseTo(2 * (events[0]?.costUsd ?? 0), 12);
});

test('what is taken away again leaves nothing', () => {
  const totals = emptyTotals();
  for (const event of events) addTotals(totals, event, 1);
  for (const event of events) addTotals(totals, event, -1);
  const { costUsd, ...counts } = totals;
  const { costUsd: _, ...nothing } = emptyTotals();
  expect(counts).toEqual(nothing);
  expect(costUsd).toBeCloseTo(0, 12);
});

test.each([
  [{}, 'open'],
  [{ endState: 'Success', endTime: 1 }, 'Success'],
  [{ endState: 'Fail' }, 'Fail'],
  [{ endState: 'Indeterminate' }, 'Indeterminate'],
  [{ endState: 'won' as never }, 'Indeterminate'],
  [{ endTime: 5 }, 'Indeterminate'],
] as const)('the state of %j is %s', (session, state) => {
  expect(sessionState(session)).toBe(state);
});

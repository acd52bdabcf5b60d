import { expect, test } from 'vitest';
import { eventOf } from '../tell.ts';

const model = {
  'genkit:type': 'action',
  'genkit:metadata:subtype': 'model',
  'genkit:name': 'googleai/gemini-2.5-flash',
};

// Google's plugin counts thoughts apart from the answer; `outputTokens` is to include them.
test.each([
  [30, 10],
  [27, 7],
])('thoughts are in the output tokens: total %d', (totalTokens, outputTokens) => {
  const usage = { inputTokens: 20, outputTokens: 7, thoughtsTokens: 3, totalTokens };
  const event = eventOf({
    ...model,
    'genkit:output': JSON.stringify({
      message: { role: 'model', content: [{ text: 'Hi' }] },
      usage,
    }),
  });
  expect(event).toMatchObject({
    provider: 'gcp.gemini',
    requestModel: 'gemini-2.5-flash',
    usage: { inputTokens: 20, outputTokens, reasoningOutputTokens: 3 },
  });
});

test('what a request and an answer hold beside messages is kept', () => {
  const event = eventOf({
    ...model,
    'genkit:input': '{"messages":[{"role":"user","content":[{"text":"Hi"}]}],"config":{"topK":2}}',
    'genkit:output':
      '{"candidates":[{"message":{"role":"model","content":[{"text":"Ho"}]},"finishReason":"stop"}],"latencyMs":4}',
  });
  expect(event.attributes).toMatchObject({
    'genkit:input': { config: { topK: 2 } },
    'genkit:output': { latencyMs: 4 },
  });
  expect(event.outputMessages).toEqual([
    { role: 'assistant', parts: [{ type: 'text', content: 'Ho' }], finish_reason: 'stop' },
  ]);
});

test('input and output that are not what a model is given stay as they came', () => {
  const event = eventOf({ ...model, 'genkit:input': '"text"', 'genkit:output': 'broken {' });
  expect(event).toMatchObject({
    inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'text' }] }],
    outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'broken {' }] }],
  });
});

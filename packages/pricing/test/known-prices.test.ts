import { calcPrice, type Usage } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import { priceOf } from '../src/known-prices.ts';

const models: [provider: string, model: string][] = [
  ['openai', 'gpt-4o'],
  ['openai', 'gpt-5-mini'],
  ['openai', 'o3'],
  ['anthropic', 'claude-sonnet-4-5'],
  ['anthropic', 'claude-3-5-haiku-20241022'],
  ['google', 'gemini-2.5-pro'],
  ['google', 'gemini-2.5-flash'],
  ['mistral', 'mistral-large-latest'],
  ['groq', 'llama-3.3-70b-versatile'],
  ['deepseek', 'deepseek-chat'],
  ['x-ai', 'grok-4'],
  ['perplexity', 'sonar-pro'],
  ['cohere', 'command-r-plus'],
];

const counts = [0, 1, 17, 999, 150_000, 200_001];

/** Every mixture of kinds of tokens, below and above the bounds of tiers. */
const usages = counts.flatMap((plain) =>
  [undefined, 1, 4000, 199_999].flatMap((read) =>
    [undefined, 3, 50_000].flatMap((write) =>
      [undefined, 70].map(
        (reasoning): Usage => ({
          input_tokens: plain + (read ?? 0) + (write ?? 0),
          output_tokens: 3 * plain + (reasoning ?? 0),
          ...(read ? { cache_read_tokens: read } : {}),
          ...(write ? { cache_write_tokens: write } : {}),
          ...(reasoning ? { output_reasoning_tokens: reasoning } : {}),
        }),
      ),
    ),
  ),
);

describe('a price that is known', () => {
  it.each(models)('of %s %s is what the table calculates', (providerId, model) => {
    for (const [index, usage] of usages.entries()) {
      // Prices change from one day to another, and some with the hour.
      const timestamp = new Date(Date.UTC(2024, 0, 1 + 5 * index, index % 24, 17));
      const options = { providerId, timestamp };
      const expected = outcomeOf(() => calcPrice(usage, model, options));
      const actual = outcomeOf(() => priceOf(usage, model, options));
      if (expected === null || expected === 'throws') expect(actual).toBe(expected);
      else {
        expect(actual).toMatchObject({ model: expected.model, provider: expected.provider });
        for (const part of ['total_price', 'input_price', 'output_price'] as const) {
          expect((actual as typeof expected)[part]).toBeCloseTo(expected[part], 12);
        }
      }
      // The second time it is known, and what is known is of the whole day.
      expect(outcomeOf(() => priceOf(usage, model, options))).toEqual(actual);
    }
  });
});

function outcomeOf<T>(calculate: () => T): T | 'throws' {
  try {
    return calculate();
  } catch {
    return 'throws';
  }
}

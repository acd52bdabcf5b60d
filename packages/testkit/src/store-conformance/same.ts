import assert from 'node:assert/strict';

/** Sums of dollars depend on the order of adding up. */
const decimals = 9;

/**
 * Asserts that a store's answer is as expected: as JSON, so that an absent field and an undefined one are the same, and with
 * dollars rounded to a billionth.
 */
export function same(actual: unknown, expected: unknown, what: string): void {
  assert.deepStrictEqual(
    plain(actual),
    plain(expected),
    `${what} (actual) is not what it should be (expected).`,
  );
}

function plain(value: unknown): unknown {
  if (value === undefined) return undefined;
  return JSON.parse(
    JSON.stringify(value, (key, item) => {
      // Taking away what was added may leave next to nothing below zero.
      if (key === 'costUsd' && typeof item === 'number') return Number(item.toFixed(decimals)) || 0;
      return item;
    }),
  );
}

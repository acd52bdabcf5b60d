import { expect, it } from 'vitest';
import { Backoff } from '../../src/export/backoff.ts';

it('waits twice as long each time up to a minute, and a part of it by chance', () => {
  const backoff = new Backoff();
  let most = 500;
  for (let attempt = 0; attempt < 20; attempt++) {
    const ms = backoff.next(new Error());
    expect(ms).toBeGreaterThanOrEqual(most / 2);
    expect(ms).toBeLessThanOrEqual(most);
    most = Math.min(most * 2, 60_000);
  }
  backoff.reset();
  expect(backoff.next(undefined)).toBeLessThanOrEqual(500);
});

it('is never in step with others', () => {
  const waits = Array.from({ length: 20 }, () => new Backoff().next(null));
  expect(new Set(waits).size).toBeGreaterThan(15);
});

it('waits no less than it is asked to, within reason', () => {
  const backoff = new Backoff();
  expect(backoff.next({ retryAfterMs: 90_000 })).toBe(90_000);
  expect(backoff.next({ retryAfterMs: 1e12 })).toBe(3600_000);
  expect(backoff.next({ retryAfterMs: 'soon' })).toBeLessThanOrEqual(2000);
  expect(backoff.next({ retryAfterMs: -1 })).toBeLessThanOrEqual(4000);
});

import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { now, Stopwatch } from '../../src/events/clock.ts';
import { createId, idFromHash } from '../../src/events/id.ts';

afterEach(() => vi.restoreAllMocks());

describe('an id', () => {
  it('is a UUIDv7 that sorts by the millisecond in which it was made', () => {
    vi.spyOn(Date, 'now').mockReturnValueOnce(0x0123456789ab).mockReturnValueOnce(0x0123456789ac);
    const [first, second] = [createId(), createId()];
    expect(first).toMatch(/^01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(first < second).toBe(true);
  });

  it('is never the same twice', () => {
    expect(new Set(Array.from({ length: 10_000 }, createId)).size).toBe(10_000);
  });

  it('of something that has an identity elsewhere is a UUIDv8, the same for the same', () => {
    const hash = (text: string) => createHash('sha256').update(text).digest();
    expect(idFromHash(hash('a'))).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-/,
    );
    expect(idFromHash(hash('a'))).toBe(idFromHash(hash('a')));
    expect(idFromHash(hash('a'))).not.toBe(idFromHash(hash('b')));
    expect(() => idFromHash(new Uint8Array(15))).toThrow(RangeError);
  });
});

describe('the clock', () => {
  it('goes on with the monotonic clock between two milliseconds of the wall clock', () => {
    const wall = Date.now();
    const start = performance.now();
    vi.spyOn(Date, 'now').mockReturnValue(wall);
    const monotonic = vi.spyOn(performance, 'now').mockReturnValue(start);
    const before = now();
    monotonic.mockReturnValue(start + 0.25);
    expect(now() - before).toBeCloseTo(0.25, 2);
  });

  it('follows the wall clock after the machine slept, and when the clock was set back', () => {
    const wall = Date.now();
    const date = vi.spyOn(Date, 'now');
    for (const jump of [3_600_000, -3_600_000]) {
      date.mockReturnValue(wall + jump);
      expect(now()).toBe(wall + jump);
    }
  });

  it('measures durations by the monotonic clock, whatever happens to the wall clock', () => {
    const start = performance.now();
    const monotonic = vi.spyOn(performance, 'now').mockReturnValue(start);
    const stopwatch = new Stopwatch(5000);
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000);
    monotonic.mockReturnValue(start + 12.5);
    expect(stopwatch.elapsed()).toBeCloseTo(12.5, 3);
    expect(stopwatch.endTime()).toBeCloseTo(5012.5, 3);
  });
});

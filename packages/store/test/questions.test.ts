import { describe, expect, it } from 'vitest';
import {
  checkLimit,
  checkTimeline,
  decodeCursor,
  encodeCursor,
  InvalidCursorError,
  InvalidQueryError,
} from '../src/index.ts';

describe('cursors', () => {
  const key = { time: 12.5, id: 'é' };
  const query = { type: ['llm', 'tool'], from: 5, limit: 10 };

  it('lead back to where they were made, for the same filters', () => {
    const cursor = encodeCursor('events', query, key);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(decodeCursor('events', query, cursor)).toEqual(key);
    const same = { cursor, limit: 99, from: 5, type: ['tool', 'llm'], to: undefined };
    expect(decodeCursor('events', same as never, cursor)).toEqual(key);
  });

  it('are refused by others', () => {
    const cursor = encodeCursor('events', query, key);
    expect(() => decodeCursor('search', query, cursor)).toThrow(InvalidCursorError);
    for (const other of [{}, { ...query, from: 6 }, { ...query, type: ['llm'] }]) {
      expect(() => decodeCursor('events', other, cursor)).toThrow(InvalidCursorError);
    }
  });

  it.each(['', '!', 'bnVsbA', 'W10', 'eyJhIjoxfQ', '\0'])('%j is none', (cursor) => {
    expect(() => decodeCursor('events', {}, cursor)).toThrow(InvalidCursorError);
  });

  it('of the wrong types are none, even with the right hash', () => {
    const [hash] = JSON.parse(Buffer.from(encodeCursor('events', {}, key), 'base64url').toString());
    for (const parts of [[hash], [hash, '1', 'a'], [hash, 1, {}], [hash, null, 'a']]) {
      const cursor = Buffer.from(JSON.stringify(parts)).toString('base64url');
      expect(() => decodeCursor('events', {}, cursor)).toThrow(InvalidCursorError);
    }
  });
});

describe('checkLimit', () => {
  it('has a usual number, and takes whole numbers up to the most', () => {
    expect([checkLimit(undefined), checkLimit(1), checkLimit(500)]).toEqual([50, 1, 500]);
    expect([checkLimit(undefined, 100, 1000), checkLimit(1000, 100, 1000)]).toEqual([100, 1000]);
  });

  it.each([0, -1, 501, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5'])('refuses %s', (limit) => {
    expect(() => checkLimit(limit as number)).toThrow(InvalidQueryError);
  });
});

describe('checkTimeline', () => {
  it('widens the range to whole buckets', () => {
    expect(checkTimeline({ from: 15, to: 31, bucketMs: 10 })).toEqual({
      from: 10,
      to: 40,
      count: 3,
    });
    expect(checkTimeline({ from: 10, to: 30, bucketMs: 10 })).toEqual({
      from: 10,
      to: 30,
      count: 2,
    });
    expect(checkTimeline({ from: -5, to: 0.5, bucketMs: 10 })).toEqual({
      from: -10,
      to: 10,
      count: 2,
    });
  });

  it.each([
    { from: 0, to: 20_010, bucketMs: 10 },
    { from: 5, to: 5, bucketMs: 10 },
    { from: 5, to: 4, bucketMs: 10 },
    { from: 0, to: 5, bucketMs: 0 },
    { from: 0, to: 5, bucketMs: 2.5 },
    { from: Number.NEGATIVE_INFINITY, to: 5, bucketMs: 10 },
  ])('refuses %j', (query) => {
    expect(() => checkTimeline(query)).toThrow(InvalidQueryError);
  });
});

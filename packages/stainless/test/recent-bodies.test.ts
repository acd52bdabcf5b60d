import type { Message } from '@agentops/core';
import { expect, test } from 'vitest';
import { mapOnce } from '../src/payload.ts';
import { RecentBodies } from '../src/recent-bodies.ts';

const says = (content: string): Message => ({ role: 'user', parts: [{ type: 'text', content }] });

test('of each conversation the last request is remembered, the latest first, and no more than four', () => {
  const bodies = new RecentBodies();
  const [a, b, c] = [says('a'), says('b'), says('c')];
  bodies.add('a', [a]);
  bodies.add('b', [b]);
  bodies.add('a and c', [a, c]);
  expect(bodies.list()).toEqual(['a and c', 'b']);
  for (const other of ['1', '2', '3']) bodies.add(other, [says(other)]);
  expect(bodies.list()).toEqual(['3', '2', '1', 'a and c']);
});

test('an object is mapped once', () => {
  let times = 0;
  const map = mapOnce((from) => ({ ...from, time: ++times }));
  const message = { role: 'user' };
  expect(map(message)).toBe(map(message));
  expect(map({ role: 'user' })).toEqual({ role: 'user', time: 2 });
});

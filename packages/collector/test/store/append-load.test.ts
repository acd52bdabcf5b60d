import { expect, it } from 'vitest';
import { AppendLoad } from '../../src/store/append-load.ts';

it('is the share of the time that appends took lately, and forgets it', () => {
  const load = new AppendLoad();
  expect(load.at(1000)).toBe(0);
  for (let at = 1000; at < 6000; at += 50) load.add(at, at + 40);
  expect(load.at(6000)).toBeGreaterThan(0.7);
  expect(load.at(6000)).toBeLessThan(0.85);
  expect(load.at(6400)).toBeLessThan(0.5);
  for (let at = 6400; at < 11_400; at += 50) load.add(at, at + 5);
  expect(load.at(11_400)).toBeCloseTo(0.1, 1);
});

import { expect, it } from 'vitest';
import { keyOfEventId } from '../../src/store/event-id-key.ts';
import { KeyTable } from '../../src/store/write/key-table.ts';

it('finds what was added, and no more, whatever the keys', () => {
  const keys = [
    ...Array.from({ length: 5000 }, (_, n) => n),
    ...Array.from({ length: 5000 }, (_, n) => (n + 1) * 2 ** 32),
    ...Array.from({ length: 5000 }, (_, n) => 2 ** 53 - 1 - n * 4096),
    ...Array.from({ length: 5000 }, (_, n) => keyOfEventId(`event ${n}`)),
  ];
  const table = new KeyTable();
  for (const [index, key] of keys.entries()) table.add(key, index + 1);
  const rowsBy = Map.groupBy(keys.keys(), (index) => keys[index] as number);
  for (const [key, indexes] of rowsBy) {
    expect(table.rowsOf(key)).toEqual([...indexes].map((index) => index + 1));
  }
  expect(table.rowsOf(5000.5)).toEqual([]);
  expect(table.rowsOf(6001)).toEqual([]);
  expect(table.size).toBe(keys.length);
  expect([...table.sortedKeys()]).toEqual(keys.toSorted((a, b) => a - b));
});

it('keeps apart rows of one key, and finds them beside one that was taken out', () => {
  const table = new KeyTable();
  for (const row of [1, 2, 3]) table.add(7, row);
  table.remove(7, 2);
  table.remove(8, 1);
  expect(table.rowsOf(7)).toEqual([1, 3]);
  for (let row = 4; row < 10_000; row++) table.add(row * 3, row);
  expect(table.rowsOf(7)).toEqual([1, 3]);
});

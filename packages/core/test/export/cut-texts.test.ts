import { expect, it } from 'vitest';
import { cutTexts } from '../../src/export/cut-texts.ts';

it('cuts long texts wherever they are, and says how long they had been', () => {
  const long = `begin ${'x'.repeat(5000)}`;
  const value = { id: 'a', n: 1, none: null, list: [long, 'short', { deep: long }] };
  const said = '[cut by agentops: the destination did not take a text of 5006 characters]';
  const cut = `${long.slice(0, 1024)}\n${said}`;
  expect(cutTexts(value)).toEqual({ ...value, list: [cut, 'short', { deep: cut }] });
  expect(value.list[0]).toBe(long);
});

it('has nothing for what has no long text, which what it has cut is', () => {
  expect(cutTexts({ a: 'x'.repeat(2048), b: ['y'] })).toBeUndefined();
  expect(cutTexts(cutTexts('x'.repeat(2049)))).toBeUndefined();
});

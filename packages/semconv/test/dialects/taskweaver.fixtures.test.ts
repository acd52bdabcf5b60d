import { expect, test } from 'vitest';
import { fixture, tell } from '../tell.ts';

test('two rounds, one with code that fails and is written anew', () => {
  expect(tell(fixture('taskweaver-d44ddef-rounds'))).toMatchSnapshot();
});

test('a round that fails, after an answer that could not be read', () => {
  expect(tell(fixture('taskweaver-d44ddef-failed'))).toMatchSnapshot();
});

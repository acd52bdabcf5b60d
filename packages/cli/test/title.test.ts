import { ToolEvent } from '@agentops/core';
import { expect, it } from 'vitest';
import { titleExtra } from '../src/view/title.ts';

it.each([
  [{ city: 'Paris', days: 3 }, '(city: "Paris", days: 3)'],
  ['Paris', '("Paris")'],
  [['Paris', [1, 2]], '("Paris", [1, 2])'],
  [[], '()'],
  [{ args: [5], kwargs: { b: 6 } }, '(5, b: 6)'],
  [{ args: [], kwargs: { b: 6 } }, '(b: 6)'],
  [{ args: [5], kwargs: {} }, '(5)'],
  [{ args: [5] }, '(args: [5])'],
  [{ args: [5], kwargs: {}, more: 1 }, '(args: [5], kwargs: {}, more: 1)'],
])('a call with %j is shown as %s', (args, shown) => {
  const event = new ToolEvent({ name: 't', arguments: args });
  const text = titleExtra(event).map((span) => span.text);
  expect(text.join('')).toBe(shown);
});

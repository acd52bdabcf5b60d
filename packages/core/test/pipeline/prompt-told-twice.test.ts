import { expect, it } from 'vitest';
import { PromptResolver } from '../../src/events/fold-prompt.ts';
import type { Message } from '../../src/events/message.ts';
import type { PromptDelta } from '../../src/events/record.ts';
import { PromptHistory } from '../../src/pipeline/prompt-history.ts';

const says = (content: string): Message => ({ role: 'user', parts: [{ type: 'text', content }] });

/** A framework's adapter tells the prompt of a call, and the provider's adapter tells it again, maybe in other words. */
it('a prompt that is told twice for one event is not written against itself', () => {
  const history = new PromptHistory();
  const owner = {};
  const deltas = new Map<string, PromptDelta>();
  const tell = (id: string, contents: string[]) => {
    const delta = history.delta(owner, id, contents.map(says), undefined);
    if (delta) deltas.set(id, delta);
    return delta;
  };
  const read = (id: string) => new PromptResolver((each) => deltas.get(each)).resolve(id);

  tell('call 1', ['a', 'b']);
  expect(tell('call 1', ['a', 'b'])).toBeUndefined();
  expect(deltas.get('call 1')).toEqual({ keep: 0, add: [says('a'), says('b')] });
  tell('call 2', ['a', 'b', 'c', 'd']);
  tell('call 2', ['a', 'b', 'c', 'd']);
  expect(deltas.get('call 2')).toEqual({ base: 'call 1', keep: 2, add: [says('c'), says('d')] });
  tell('call 3', ['a', 'b', 'c', 'd', 'e']);
  tell('call 3', ['a', 'b', 'C', 'd', 'e']);
  expect(deltas.get('call 3')).toMatchObject({ base: 'call 2', keep: 2 });
  expect(read('call 2')).toEqual({ messages: ['a', 'b', 'c', 'd'].map(says), complete: true });
  expect(read('call 3')).toEqual({ messages: ['a', 'b', 'C', 'd', 'e'].map(says), complete: true });
});

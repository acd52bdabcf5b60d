import { ErrorEvent, LLMEvent, ToolEvent } from '@agentops/core';
import { describe, expect, it } from 'vitest';
import { InvalidQueryError, parseSearch, searchTextOf, wordsOf } from '../src/index.ts';

const message = (role: string, content: string) => ({
  role,
  parts: [{ type: 'text' as const, content }],
});

describe('searchTextOf', () => {
  const call = new LLMEvent({
    name: 'chat',
    provider: 'openai',
    requestModel: 'gpt-4o',
    inputMessages: [message('system', 'rules'), message('user', 'question')],
    outputMessages: [message('assistant', 'answer')],
    attributes: { plan: 'premium', nested: { deep: ['inside', 7] } },
  });

  it('has what a person would look for in a call', () => {
    const words = wordsOf(searchTextOf(call));
    expect(words).toEqual(
      expect.arrayContaining([
        'openai',
        '4o',
        'rules',
        'question',
        'answer',
        'premium',
        'inside',
        '7',
      ]),
    );
    expect(words).not.toContain('text');
  });

  it('has of a prompt only what is new, where that is known', () => {
    const words = wordsOf(searchTextOf(call, [message('user', 'question')]));
    expect(words).toContain('question');
    expect(words).not.toContain('rules');
  });

  it('has arguments and results of a tool, and messages and stacks of an error', () => {
    const tool = new ToolEvent({ name: 'look', arguments: { city: 'Bern' }, result: ['sunny'] });
    expect(wordsOf(searchTextOf(tool))).toEqual(['look', 'city', 'bern', 'sunny']);
    const error = new ErrorEvent({ errorType: 'E', message: 'broken', stack: 'at main.ts' });
    expect(wordsOf(searchTextOf(error))).toEqual(expect.arrayContaining(['broken', 'main']));
  });

  it('is bounded, and a part of megabytes leaves room for the others', () => {
    const large = 'word '.repeat(1_000_000);
    const event = new LLMEvent({
      inputMessages: [message('user', 'oldest'), message('user', large), message('user', 'latest')],
      outputMessages: [message('assistant', `${large} end`)],
      output: large,
      attributes: { tail: large },
    });
    const text = searchTextOf(event);
    expect(text.length).toBeLessThanOrEqual(32 * 1024);
    expect(wordsOf(text)).toContain('latest');
    expect(wordsOf(text)).not.toContain('oldest');
  });

  it('does not go down without end, nor fall over what is no message', () => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 5000; level++) deep = [deep];
    const event = new LLMEvent({ output: deep, inputMessages: [null, { parts: 5 }] as never });
    expect(wordsOf(searchTextOf(event))).not.toContain('bottom');
  });

  it('has nothing that would be taken for a mark', () => {
    expect(searchTextOf(new ToolEvent({ name: 'a\uE000b\uE001\0\ud800' }))).toBe(
      'a\uFFFDb\uFFFD\uFFFD\uFFFD',
    );
  });
});

describe('parseSearch', () => {
  it.each([
    ['one', [['one', false]]],
    [
      'One  TWO',
      [
        ['one', false],
        ['two', false],
      ],
    ],
    [
      '"one two" three',
      [
        ['one two', false],
        ['three', false],
      ],
    ],
    ['beg*', [['beg', true]]],
    ['"one be"*', [['one be', true]]],
    ['gpt-4o', [['gpt 4o', false]]],
    ['a@b.example', [['a b example', false]]],
    ['"open quote', [['open quote', false]]],
    [
      'x"y z"',
      [
        ['x', false],
        ['y z', false],
      ],
    ],
    [
      'a OR b NOT c',
      [
        ['a', false],
        ['or', false],
        ['b', false],
        ['not', false],
        ['c', false],
      ],
    ],
    ['"" * - one', [['one', false]]],
    [
      'Zürich ÉTÉ',
      [
        ['zurich', false],
        ['ete', false],
      ],
    ],
    [
      '東京 мир',
      [
        ['東京', false],
        ['мир', false],
      ],
    ],
  ] as const)('%s', (text, expected) => {
    const terms = parseSearch(text).map(({ words, prefix }) => [words.join(' '), prefix]);
    expect(terms).toEqual(expected);
  });

  it.each(['', ' ', '""', '*', '--', '\0', 'x'.repeat(1001), 'x '.repeat(33)])(
    'refuses %j',
    (text) => {
      expect(() => parseSearch(text)).toThrow(InvalidQueryError);
    },
  );
});

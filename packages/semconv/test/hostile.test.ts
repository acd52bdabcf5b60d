import { expect, test } from 'vitest';
import { mapSpan } from '../src/index.ts';
import { eventOf, span } from './tell.ts';

const chat = { 'gen_ai.operation.name': 'chat' };

test('a huge number in a name is a number, not a length', () => {
  const event = eventOf({
    ...chat,
    'gen_ai.prompt.999999999.content': 'last',
    'gen_ai.prompt.0.content': 'first',
    'gen_ai.prompt.1.tool_calls.999999999.name': 'call',
    'gen_ai.prompt.9999999999.content': 'too many digits',
    'gen_ai.prompt.-1.content': 'negative',
    'gen_ai.prompt.1e3.content': 'no digits',
    'gen_ai.prompt..content': 'none',
    'gen_ai.prompt.0': 'no field',
  });
  expect(event.inputMessages?.map(({ parts }) => parts)).toEqual([
    [{ type: 'text', content: 'first' }],
    [{ type: 'tool_call', id: null, name: 'call', arguments: null }],
    [{ type: 'text', content: 'last' }],
  ]);
  expect(Object.keys(event.attributes ?? {})).toEqual(
    [
      'gen_ai.operation.name',
      'gen_ai.prompt.9999999999.content',
      'gen_ai.prompt.-1.content',
      'gen_ai.prompt.1e3.content',
      'gen_ai.prompt..content',
      'gen_ai.prompt.0',
    ].slice(1),
  );
});

test('`__proto__` is a name as any other', () => {
  const attributes = JSON.parse(
    '{"__proto__":{"polluted":1},"gen_ai.operation.name":"chat","llm.request.functions.0.__proto__":{"polluted":1},"llm.request.type":"chat"}',
  );
  const event = eventOf(attributes);
  expect(Object.hasOwn(event.attributes ?? {}, '__proto__')).toBe(true);
  expect(Object.getPrototypeOf(event.attributes)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  const [tool] = event.toolDefinitions as object[];
  expect((tool as Record<string, unknown>).polluted).toBeUndefined();
});

test.each([
  ['broken', '{"a":'],
  ['a number', '12'],
  ['deeper than anybody may write it again', `${'['.repeat(70)}${']'.repeat(70)}`],
  ['far deeper', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
])('JSON that is %s stays text', (_, json) => {
  const event = eventOf({
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.call.arguments': json,
  });
  expect(event.arguments).toBe(json);
});

test('JSON with many brackets that is not deep is read', () => {
  const list = Array.from({ length: 500 }, (_, index) => [{ index }]);
  const event = eventOf({
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.call.result': JSON.stringify(list),
  });
  expect(event.result).toEqual(list);
});

test.each([null, true, 7, -1, Number.NaN, '', 'text', [], [1, null], {}, { a: { b: 1 } }])(
  'wrong types are kept: %j',
  (value) => {
    const names = [
      'gen_ai.request.model',
      'gen_ai.usage.input_tokens',
      'gen_ai.response.finish_reasons',
      'gen_ai.prompt.0.content',
      'gen_ai.conversation.id',
      'openinference.span.kind',
      'tag.tags',
      'agentops.session.end_state',
      'ai.response.toolCalls',
      'genkit:input',
    ];
    const attributes = Object.fromEntries([...names.map((name) => [name, value]), ['x', 1]]);
    const mapped = mapSpan(span({ attributes }));
    expect(mapped.event.attributes).toMatchObject({ x: 1 });
    expect(() => JSON.stringify(mapped)).not.toThrow();
  },
);

test('tokens that cannot be: negative, infinite, words', () => {
  for (const value of [-1, Number.POSITIVE_INFINITY, 'many', '1e3', ' 7', true, [7]]) {
    const event = eventOf({ ...chat, 'gen_ai.usage.input_tokens': value });
    expect(event.usage).toBeUndefined();
    expect(event.attributes).toEqual({ 'gen_ai.usage.input_tokens': value });
  }
});

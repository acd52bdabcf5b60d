import assert from 'node:assert/strict';
import type { StoreCaseDefinition } from '../case.ts';
import { defineTopic } from '../case.ts';
import { Pen, said } from '../pen.ts';
import { same } from '../same.ts';

/** Written as JSON, since not all of it can be written as an object. */
const values: [id: string, title: string, json: () => string][] = [
  ['nul', 'NUL characters', () => '"a\\u0000b\\u0000"'],
  ['surrogates', 'halves of characters', () => '"a\\ud800 b\\udc00 c\\ud83d"'],
  [
    'controls',
    'control characters and line separators',
    () => JSON.stringify('\u0007\u2028\r\n\t\u{10ffff}'),
  ],
  [
    'prototype',
    'keys that objects have anyway',
    () => '{"__proto__":{"polluted":1},"constructor":{"prototype":2},"toString":null,"":0}',
  ],
  ['large-text', '5 MB of text', () => JSON.stringify('word '.repeat(1024 * 1024))],
  ['deep', 'JSON that is 150 levels deep', () => `${'{"a":['.repeat(75)}1${']}'.repeat(75)}`],
  [
    'wide',
    'objects with 20,000 keys',
    () =>
      JSON.stringify(
        Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`key${index}`, index])),
      ),
  ],
  [
    'numbers',
    'numbers at the ends of what there is',
    () => '[1e308,-1e308,5e-324,9007199254740993,0.1,-0]',
  ],
  [
    'markup',
    'text that is code elsewhere',
    () => JSON.stringify("'); DROP TABLE events;--<script>alert(1)</script>{{x}}%s"),
  ],
];

const places: ((value: unknown) => object)[] = [
  (value) => ({ type: 'action', name: 'output', output: value }),
  (value) => ({ type: 'tool', name: 'tool', arguments: value, result: { nested: value } }),
  (value) => ({ type: 'llm', outputMessages: [said('assistant', value as string)] }),
  (value) => ({ type: 'error', errorType: 'E', message: value, details: value }),
  (value) => ({ type: 'action', name: 'attributes', attributes: { value, 'a.b': value } }),
  (value) => ({ type: 'action', name: value, actionType: value, agent: { id: 'a', name: value } }),
];

export const hostile = defineTopic(
  'hostile',
  'Dangerous content is kept as it is, and does no harm',
  [
    ...values.map(
      ([id, title, json]): StoreCaseDefinition => ({
        id,
        title,
        run: async (run) => {
          const value: unknown = JSON.parse(json());
          const pen = new Pen('w');
          const session = typeof value === 'string' ? { name: value, setTags: [value] } : {};
          await run.send([
            pen.startSession('s', { ...session, attributes: { value } }),
            ...places.map((place, index) => pen.end('s', `e${index}`, place(value) as never)),
          ]);
          const { sessions } = await run.sameAsFold();
          assert.equal(sessions[0]?.totals.events, places.length);
          const reader = await run.reader();
          for (const name of ['agent', 'tag', 'tool', 'errorType'] as const)
            await reader.facet(name);
          await reader.errorGroups();
          await reader.search({ text: 'word a b' });
          assert.equal(({} as { polluted?: number }).polluted, undefined);
          const check = await (await run.store()).check();
          same(check, { ok: true, problems: [] }, 'The check');
        },
      }),
    ),
    {
      id: 'too-deep',
      title: 'JSON that is 100,000 levels deep is no record',
      run: async (run) => {
        const pen = new Pen('w');
        const line = JSON.stringify(pen.end('s', 'e', { output: 'HERE' }));
        const deep = line.replace('"HERE"', `${'['.repeat(100_000)}${']'.repeat(100_000)}`);
        const answer = await (await run.store()).append(`${deep}\n`);
        assert.equal(answer.rejectedLines, 1);
        await run.send([pen.startSession('s')]);
        await run.sameAsFold();
      },
    },
    {
      id: 'wrong-types',
      title: 'fields of the wrong types are shown as they are, and rows have the types they should',
      run: async (run) => {
        const pen = new Pen('w');
        const odd = { name: 5, agent: { id: 1, name: [] }, source: 'x', parentId: {}, status: 7 };
        const usage = { inputTokens: 'many', outputTokens: -1, cacheReadInputTokens: null };
        await run.send([
          pen.startSession('s'),
          pen.end('s', 'a', { ...odd, actionType: 3 } as never),
          pen.end('s', 'b', {
            ...odd,
            type: 'llm',
            usage,
            requestModel: 9,
            outputMessages: 'no',
          } as never),
          pen.end('s', 'c', {
            ...odd,
            type: 'llm',
            outputMessages: [null, { parts: [null, 1] }],
          } as never),
          pen.end('s', 'd', { ...odd, type: 'tool', kind: {}, startTime: null } as never),
          pen.end('s', 'e', { ...odd, type: 'error', message: null, errorType: 1 } as never),
        ]);
        await run.sameAsFold();
        const reader = await run.reader();
        await reader.errorGroups();
        await reader.latency({ groupBy: 'type' });
        assert.equal((await reader.facet('agent')).length, 0);
      },
    },
    {
      id: 'names',
      title: 'ids and names that look like code are nothing but text',
      run: async (run) => {
        const pen = new Pen("w'; --");
        const ids = [
          "s' OR '1'='1",
          '__proto__',
          'a/b?c#d%20',
          '日本',
          'x'.repeat(512),
          'constructor',
        ];
        for (const id of ids) {
          await run.send([
            pen.startSession(id, { setTags: [id] }),
            pen.end(id, `e ${id}`.slice(0, 512), { type: 'tool', name: id }),
          ]);
        }
        await run.sameAsFold();
        const reader = await run.reader();
        for (const id of ids) {
          assert.equal((await reader.session(id))?.id, id);
          assert.equal((await reader.sessions({ tag: [id] })).items.length, 1, id);
          assert.equal((await reader.events({ tool: [id] })).items.length, 1, id);
        }
      },
    },
  ],
);

import assert from 'node:assert/strict';
import { InvalidQueryError } from '@agentops/store';
import { defineTopic } from '../case.ts';
import { catalogue } from '../catalogue.ts';
import { dawn, Pen, said } from '../pen.ts';
import { same } from '../same.ts';

/** What to search for in the catalogue, and what is found, newest first. */
const searches: [text: string, expected: string][] = [
  ['parcel', 'e1'],
  ['PARCEL', 'e1'],
  ['zürich', 'e1'],
  ['parcel where', 'e1'],
  ['parcel column', ''],
  ['parce', ''],
  ['parce*', 'e1'],
  ['z*', 'e1'],
  ['"is the parcel"', 'e1'],
  ['"parcel the is"', ''],
  ['"the par"*', 'e1'],
  ['"timed out" 17', 'e6'],
  ['look', 'e5 e3 e2'],
  ['claude-sonnet-4-5', 'e4'],
  ['timed', 'e7 e6'],
  ['KeyError', 'e8'],
  ['42', 'e2'],
  ["column 'a'", 'e8'],
  ['"timed out', 'e7 e6'],
  ['really', 'e3'],
];

/** What would mean something to an engine, and here is nothing but words. */
const operators = [
  'parcel AND where',
  'parcel OR column',
  'parcel NOT zürich',
  'NEAR(parcel where)',
  'name:parcel',
  '-parcel',
  '^parcel',
  '{parcel}',
  'parcel)',
  "parcel'; DROP TABLE events; --",
  'parcel \0',
  'parcel ""',
  'parcel + where',
  '*parcel',
  'parcel "" *',
];

export const search = defineTopic('search', 'Search', [
  {
    id: 'words',
    title: 'words, phrases and beginnings find what has them, newest first',
    run: async (run) => {
      await run.send(catalogue());
      const reader = await run.show();
      const found: [string, string][] = [];
      for (const [text] of searches) {
        const { items } = await reader.search({ text });
        found.push([text, items.map(({ id }) => id).join(' ')]);
      }
      same(found, searches, 'What search() finds');
    },
  },
  {
    id: 'operators',
    title: 'operators and punctuation of an engine are plain text',
    run: async (run) => {
      const pen = new Pen('w');
      await run.send([
        ...catalogue(),
        pen.startSession('words', { startTime: dawn }),
        pen.end('words', 'and', { type: 'action', name: 'this and that', startTime: dawn }),
      ]);
      const reader = await run.show();
      for (const text of operators) {
        const { items } = await reader.search({ text });
        const plain = /AND|OR|NOT|NEAR|name|DROP/.test(text) ? '' : 'e1';
        assert.equal(items.map(({ id }) => id).join(' '), plain, text);
      }
      const { items } = await reader.search({ text: 'this AND that' });
      assert.equal(items.map(({ id }) => id).join(' '), 'and');
    },
  },
  {
    id: 'no-words',
    title: 'a search without a word is refused',
    run: async (run) => {
      const reader = await run.reader();
      for (const text of ['', '   ', '""', '*', '"', '-- ;', '\0']) {
        await assert.rejects(async () => reader.search({ text }), InvalidQueryError, text);
      }
      await assert.rejects(
        async () => reader.search({ text: 'x '.repeat(5000) }),
        InvalidQueryError,
      );
    },
  },
  {
    id: 'filters',
    title: 'a search can be narrowed by the filters of events',
    run: async (run) => {
      await run.send(catalogue());
      const reader = await run.show();
      const found = async (filter: object) =>
        (await reader.search({ text: 'look', ...filter })).items.map(({ id }) => id).join(' ');
      assert.equal(await found({ type: ['tool'] }), 'e5 e2');
      assert.equal(await found({ tag: ['test'] }), 'e5');
      assert.equal(await found({ sessionId: 's1' }), 'e3 e2');
      assert.equal(await found({ to: dawn + 250 }), 'e2');
      assert.equal(await found({ errorType: ['TimeoutError'], agent: ['coder'] }), 'e5');
    },
  },
  {
    id: 'snippets',
    title: 'a hit is the event’s row and the text around the match, with each match marked',
    run: async (run) => {
      const pen = new Pen('w');
      const filler = 'lorem ipsum dolor sit amet '.repeat(200);
      const output = `${filler}the hidden needle is here, \uE000not marked\uE001 ${filler}`;
      await run.send([pen.startSession('s'), pen.end('s', 'e', { output })]);
      const reader = await run.show();
      const [hit] = (await reader.search({ text: 'hidden need*' })).items;
      assert.ok(hit);
      const { snippet, ...row } = hit;
      assert.deepEqual(row, (await reader.events()).items[0]);
      assert.ok(snippet.length < 1000, `The snippet has ${snippet.length} characters.`);
      const marked = [...snippet.matchAll(/\uE000([^\uE000\uE001]*)\uE001/g)].map(
        ([, text]) => text,
      );
      const words = marked.join(' ').split(/\s+/);
      assert.ok(words.includes('hidden') && words.includes('needle'), snippet);
      assert.ok(!marked.some((text) => text?.includes('not')), snippet);
    },
  },
  {
    id: 'follows',
    title: 'an event is found for what it says now, and not for what it said before',
    run: async (run) => {
      const pen = new Pen('w');
      const call = { type: 'llm' as const, name: 'call' };
      await run.send([
        pen.startSession('s'),
        pen.start('s', 'e', call),
        pen.event('update', 'e', { output: 'preliminary' }),
      ]);
      const reader = await run.show();
      assert.equal((await reader.search({ text: 'preliminary' })).items.length, 1);
      await run.send([
        pen.end('s', 'e', {
          ...call,
          output: 'final',
          outputMessages: [said('assistant', 'conclusive')],
        }),
      ]);
      await run.show();
      assert.equal((await reader.search({ text: 'preliminary' })).items.length, 0);
      assert.equal((await reader.search({ text: 'conclusive final' })).items.length, 1);
    },
  },
  {
    id: 'scripts',
    title: 'words of other scripts are found',
    run: async (run) => {
      const pen = new Pen('w');
      const texts = ['Привет мир', '東京 タワー', 'ναι όχι', 'emoji 🎉 party', 'naïve café'];
      await run.send([
        pen.startSession('s'),
        ...texts.map((output, index) => pen.end('s', `e${index}`, { output })),
      ]);
      const reader = await run.show();
      for (const [index, text] of ['привет', '東京', 'ναι', 'party', 'café'].entries()) {
        const { items } = await reader.search({ text });
        assert.deepEqual(
          items.map(({ id }) => id),
          [`e${index}`],
          text,
        );
      }
    },
  },
]);

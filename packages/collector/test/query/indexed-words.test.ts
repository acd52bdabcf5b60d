import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { indexedWords } from '../../src/query/indexed-words.ts';
import { Statements } from '../../src/query/statements.ts';
import { LocalStore } from '../store/fixtures/local-store.ts';
import { Lines } from '../store/fixtures/records.ts';

it('finds the words of texts that begin so, also those that came since', () => {
  const path = join(tempDir(), 'store.db');
  const store = new LocalStore(path);
  const lines = new Lines();
  const add = (text: string) => {
    store.append(lines.tool(text));
    store.index();
  };
  store.append(lines.begin());
  add('forecast fore, Forest forecast; forage förde');
  const reading = new DatabaseSync(path, { readOnly: true });
  const sql = new Statements(reading);
  expect(indexedWords('fore', sql)).toEqual(['fore', 'forecast', 'forest']);
  expect(indexedWords('ford', sql)).toEqual(['forde']);
  expect(indexedWords('forex', sql)).toBeUndefined();
  add('forecasts');
  expect(indexedWords('forec', sql)).toEqual(['forecast', 'forecasts']);
  // Labels, which are numbers of words and sessions, are none.
  expect(indexedWords('s', sql)).toBeUndefined();
  expect(indexedWords('w', sql)).toBeUndefined();
  reading.close();
  store.close();
});

it('finds by a beginning that more words have than are looked for one by one', async () => {
  const store = new LocalStore(join(tempDir(), 'store.db'));
  const lines = new Lines();
  const some = (from: number) => Array.from({ length: 600 }, (_, n) => `word${from + n}`).join(' ');
  store.append(lines.begin() + lines.tool(some(0)) + lines.tool(some(600)) + lines.tool('other'));
  store.index();
  expect(indexedWords('word', new Statements(store.db))).toBeUndefined();
  expect((await store.reader.search({ text: 'word*' })).items).toHaveLength(2);
  expect((await store.reader.search({ text: 'word1199*' })).items).toHaveLength(1);
  expect((await store.reader.search({ text: '"word5 word6"*' })).items).toHaveLength(1);
  store.close();
});

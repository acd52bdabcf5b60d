import { join } from 'node:path';
import { createId } from '@agentops/core';
import { expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { EventLookup } from '../../src/query/event-lookup.ts';
import { keyOfEventId } from '../../src/store/event-id-key.ts';
import { openForWriting } from '../../src/store/open-database.ts';
import { EventKeys } from '../../src/store/write/event-keys.ts';

const hashed = (n: number) =>
  `${(n * 2654435761).toString(16).padStart(8, '0').slice(-8)}-0000-8000-a000-${String(n).padStart(12, '0')}`;

it('finds every event, in memory, while it is merged, when it was merged, and after a restart', () => {
  const db = openForWriting(join(tempDir(), 'store.db'));
  const insert = db.prepare('INSERT INTO event (row, id) VALUES (?, ?)');
  let keys = new EventKeys(db, 1000);
  const reader = new EventLookup(db);
  const ids: string[] = [];
  const findAll = () => {
    for (const [index, id] of ids.entries()) {
      expect(keys.find(id, keyOfEventId(id))).toBe(index + 1);
      expect(reader.rowOf(id)).toBe(index + 1);
    }
  };
  for (let batch = 0; batch < 40; batch++) {
    const added = 60;
    for (let n = 0; n < added; n++) {
      const own = ids.length;
      const id = n % 3 === 0 ? createId() : n % 3 === 1 ? hashed(own) : `event of a host ${own}`;
      insert.run(own + 1, id);
      keys.add(keyOfEventId(id), own + 1);
      ids.push(id);
    }
    keys.merge(added);
    if (batch % 7 === 0) findAll();
    if (batch === 25) keys = new EventKeys(db, 1000);
  }
  findAll();
  const merged = db.prepare('SELECT count(*) AS n FROM event_key').get() as { n: number };
  expect(merged.n).toBeGreaterThan(1000);
  for (const unknown of [createId(), hashed(99_999), 'nobody']) {
    expect(keys.find(unknown, keyOfEventId(unknown))).toBeUndefined();
    expect(reader.rowOf(unknown)).toBeUndefined();
  }
  const gone = ids[0] as string;
  keys.remove(keyOfEventId(gone), 1);
  db.exec('DELETE FROM event WHERE row = 1');
  expect(keys.find(gone, keyOfEventId(gone))).toBeUndefined();
  expect(reader.rowOf(gone)).toBeUndefined();
  db.close();
});

it('tells events apart whose numbers are the same', () => {
  const db = openForWriting(join(tempDir(), 'store.db'));
  const insert = db.prepare('INSERT INTO event (row, id) VALUES (?, ?)');
  const keys = new EventKeys(db, 1);
  const ids = ['1', '2', '3'].map((end) => `018f0000-0000-8000-a000-00000000000${end}`);
  expect(new Set(ids.map(keyOfEventId)).size).toBe(1);
  for (const [index, id] of ids.entries()) {
    insert.run(index + 1, id);
    keys.add(keyOfEventId(id), index + 1);
    if (index === 1) keys.merge(2);
  }
  expect(ids.map((id) => keys.find(id, keyOfEventId(id)))).toEqual([1, 2, 3]);
  expect(ids.map((id) => new EventLookup(db).rowOf(id))).toEqual([1, 2, 3]);
  db.close();
});

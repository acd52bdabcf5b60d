import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { LocalStore } from '../store/fixtures/local-store.ts';
import { Lines } from '../store/fixtures/records.ts';

/** Tables that grow with what is recorded. */
const large =
  /^SCAN (event|record|session|session_word|event_key|search_doc|word_hour|bucket|writer)\b(?! USING)/;

it('asks no question by looking through a whole table', async () => {
  const store = new LocalStore(join(tempDir(), 'store.db'));
  for (let n = 0; n < 210; n++) {
    const lines = new Lines(`s${n}`, `w${n}`);
    const source = { adapter: 'a', host: 'h', hostVersion: null };
    const more = { source, agent: { id: 'a', name: 'planner' }, requestModel: 'm', provider: 'p' };
    const error = { type: 'error', message: 'x', errorType: 'E', parentId: `s${n}-e1` };
    store.append(
      lines.begin() +
        lines.tool('found', more) +
        lines.tool('', { ...more, type: 'llm' }) +
        lines.tool('', { ...more, ...error }) +
        lines.tool('', { status: 'error' }),
    );
  }
  store.index();
  const asked = new Set<string>();
  const prepare = store.db.prepare.bind(store.db);
  store.db.prepare = (sql: string) => {
    asked.add(sql);
    return prepare(sql);
  };
  const { reader } = store;
  const range = { from: 1_699_999_999_000, to: 1_800_000_000_000 };
  const filters = [
    {},
    range,
    { sessionId: 's1' },
    { type: ['llm' as const] },
    { type: ['tool' as const, 'action' as const] },
    { status: ['ok' as const] },
    { status: ['error' as const] },
    { model: ['m'] },
    { provider: ['p'] },
    { tool: ['look'] },
    { agent: ['planner'] },
    { host: ['h'] },
    { adapter: ['a'] },
    { errorType: ['E'] },
    { tag: ['t'] },
    { model: ['m'], agent: ['planner'], host: ['h'], ...range },
  ];
  for (const filter of filters) {
    for (const order of ['asc', 'desc'] as const) {
      const { next } = await reader.events({ ...filter, order, limit: 1 });
      if (next) await reader.events({ ...filter, order, limit: 1, cursor: next });
    }
    const { next } = await reader.search({ ...filter, text: 'look', limit: 1 });
    if (next) await reader.search({ ...filter, text: 'look', limit: 1, cursor: next });
    await reader.latency({ ...filter, ...range, groupBy: 'model' });
  }
  const sessionFilters = [
    {},
    range,
    { state: ['open' as const] },
    { hasErrors: true },
    { hasErrors: false },
    { model: ['m'] },
    { tag: ['t'] },
    { name: 's' },
    { host: ['h'], tool: ['look'] },
  ];
  for (const filter of sessionFilters) {
    const { next } = await reader.sessions({ ...filter, limit: 1 });
    if (next) await reader.sessions({ ...filter, limit: 1, cursor: next });
  }
  for (const bucketMs of [60_000_000, 3_600_000_000]) {
    for (const filter of [{}, { model: ['m'] }, { host: ['h'] }]) {
      await reader.timeline({ ...range, ...filter, bucketMs });
    }
  }
  await reader.errorGroups({ ...range, host: ['h'] });
  await reader.errorGroups({ tool: ['look'] });
  for (const name of ['model', 'host', 'tag', 'tool'] as const) {
    await reader.facet(name);
    await reader.facet(name, range);
  }
  await reader.session('s1');
  await reader.sessionEvents('s1');
  await reader.event('s1-e1');
  for await (const record of reader.sessionRecords('s1')) expect(record).toBeDefined();
  await reader.health();
  store.db.prepare = prepare;
  const scans = [...asked]
    .filter((sql) => !sql.startsWith('PRAGMA'))
    .flatMap((sql) =>
      prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => `${detail}`)
        .filter((detail) => large.test(detail))
        .map((detail) => `${detail}: ${sql}`),
    );
  expect(asked.size).toBeGreaterThan(60);
  expect(scans).toEqual([]);
  store.close();
});

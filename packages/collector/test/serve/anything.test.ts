import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFull } from '../../../../tooling/full-tier.ts';
import { collector, demoCollector } from './collector.ts';
import { recordAnalysis, recorded } from './recording.ts';

/** What hangs is told as such, with what it was. */
const runs = (fast: number, full: number) => ({
  numRuns: isFull ? full : fast,
  timeout: 30_000,
});
const timeout = isFull ? 1_800_000 : 60_000;

const ndjson = { 'content-type': 'application/x-ndjson' };

/** Values that a careless reader trips over. */
const hostile = fc.oneof(
  fc.constantFrom(null, true, -1, 0, 1e308, -0, 2 ** 53, '', '\0', '__proto__', '\ud800', [], {}),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constant({ __proto__: null, constructor: 5, toString: 'x' }),
);

type Json = Record<string, unknown>;

/** Puts something else in one place of a record. */
function mutate(record: Json, path: readonly number[], value: unknown): Json {
  const copy = structuredClone(record);
  let place: Json = copy;
  for (const [index, step] of path.entries()) {
    const keys = Object.keys(place);
    const key = keys[step % Math.max(1, keys.length)];
    if (key === undefined) break;
    const inner = place[key];
    if (index === path.length - 1 || typeof inner !== 'object' || inner === null) {
      place[key] = value;
      break;
    }
    place = inner as Json;
  }
  return copy;
}

/** Real records, with something else in places, cut, or with bytes that are none of theirs. */
function bodies() {
  const records = recorded((agentops) => recordAnalysis(agentops).end({ endState: 'Success' }))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Json);
  const mutated = fc
    .tuple(
      fc.constantFrom(...records),
      fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }),
      hostile,
    )
    .map(([record, path, value]) => JSON.stringify(mutate(record, path, value)));
  const cut = fc
    .tuple(fc.constantFrom(...records), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([record, part]) => {
      const text = JSON.stringify(record);
      return text.slice(0, Math.floor(text.length * part));
    });
  const line = fc.oneof(
    { weight: 6, arbitrary: mutated },
    { weight: 1, arbitrary: cut },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  );
  return fc.array(line, { maxLength: 4 }).map((lines) => lines.join('\n'));
}

const paths = [
  'sessions',
  'events',
  'search',
  'errors',
  'stats/timeline',
  'stats/latency',
  'facets/tag',
  'ingest/health',
];
const names = fc.constantFrom(
  ...['limit', 'cursor', 'from', 'to', 'type', 'status', 'tag', 'model', 'name', 'session', 'text'],
  ...['hasErrors', 'bucketMs', 'groupBy', 'order', 'state', '__proto__', 'x'],
);
const values = fc.oneof(
  fc.constantFrom('', '0', '-1', '1e400', 'NaN', ',', '\\,', '2026-11-22', '2026-11-22T10:00:00Z'),
  fc.constantFrom('llm', 'ok', 'open', 'model', 'true', '"', '*', 'region', 'MATCH OR NOT'),
  fc.integer().map(String),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

describe('whatever is sent', () => {
  it(
    'as records, the answer is none of a broken server, and questions are still answered',
    async () => {
      let served = collector();
      let count = 0;
      await fc.assert(
        fc.asyncProperty(bodies(), async (body) => {
          // So that it does not look through more and more.
          if (++count % 250 === 0) served = collector();
          const { ask, errors, store } = served;
          const headers = ndjson;
          const answer = await ask('/api/v1/ingest', { method: 'POST', headers, body });
          expect([200, 400]).toContain(answer.status);
          const { error, rejected, rejectedLines } = await answer.json();
          if (answer.status === 400) {
            expect(error.message).toMatch(/^No line of this is a record\. Line \d+: .{5,}/);
          } else {
            expect(rejected).toHaveLength(rejectedLines);
            for (const { reason } of rejected) expect(reason).toMatch(/^.{5,}/);
          }
          if (count % 50 === 0) {
            await store.project();
            for (const path of ['sessions', 'events', 'search?text=n*', 'ingest/health']) {
              expect([path, (await ask(`/api/v1/${path}`)).status]).toEqual([path, 200]);
            }
            const { items } = await (await ask('/api/v1/sessions?limit=3')).json();
            for (const { id } of items) {
              for (const part of ['', '/events', '/export', '/export?format=otlp', '/records']) {
                const answer = await ask(`/api/v1/sessions/${encodeURIComponent(id)}${part}`);
                expect([id, part, answer.status]).toEqual([id, part, 200]);
                await answer.text();
              }
            }
          }
          if (errors.length > 0) throw errors[0];
        }),
        runs(1000, 100_000),
      );
    },
    timeout,
  );

  it(
    'as a session to import, the answer is none of a broken server',
    async () => {
      const demo = await demoCollector();
      const { items } = await demo.json('/api/v1/sessions?name=anomalies');
      const file = await demo.json(`/api/v1/sessions/${items[0].id}/export`);
      const { ask, errors } = collector();
      const path = fc.array(fc.nat(20), { minLength: 1, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(path, hostile, async (steps, value) => {
          const { status } = await ask('/api/v1/import', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(mutate(file, steps, value)),
          });
          expect([200, 400]).toContain(status);
          if (errors.length > 0) throw errors[0];
        }),
        runs(300, 10_000),
      );
    },
    timeout,
  );
});

it(
  'whatever is asked, the answer is none of a broken server',
  async () => {
    const { ask, errors } = await demoCollector();
    const query = fc.array(fc.tuple(names, values), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), query, async (path, pairs) => {
        const text = pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
        const { status } = await ask(`/api/v1/${path}?${text}`);
        expect([200, 400]).toContain(status);
        if (errors.length > 0) throw errors[0];
      }),
      runs(700, 20_000),
    );
  },
  timeout,
);

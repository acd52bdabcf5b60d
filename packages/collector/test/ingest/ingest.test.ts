import { gzipSync } from 'node:zlib';
import { createMemoryStore, type Store, StoreWriteError } from '@agentops/store';
import { describe, expect, it } from 'vitest';
import { collector } from '../serve/collector.ts';

const ndjson = { 'content-type': 'application/x-ndjson' };

function line(seq: number, fields: object = {}): string {
  const event = { id: `e${seq}`, type: 'tool', sessionId: 's', startTime: seq };
  return `${JSON.stringify({ v: 1, writer: 'w', seq, time: 1, kind: 'start', event, ...fields })}\n`;
}

const lines = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => line(from + n)).join('');

function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  return { method: 'POST', headers: { ...ndjson, ...headers }, body };
}

/** A store whose appends wait, or fail, as the test says. */
function storeThat(append: Store['append']): Store {
  const store = createMemoryStore();
  return Object.assign(Object.create(store), {
    reader: store.reader,
    onChange: store.onChange.bind(store),
    close: () => store.close(),
    append,
  });
}

describe('POST /api/v1/ingest', () => {
  it('answers what became of the records, and keeps each once', async () => {
    const { ask, store, json } = collector();
    const first = await ask('/api/v1/ingest', post(lines(3)));
    expect([first.status, await first.json()]).toEqual([
      200,
      { accepted: 3, repeated: 0, rejected: [], rejectedLines: 0, newer: {} },
    ]);
    const again = await ask('/api/v1/ingest', post(lines(4)));
    expect(await again.json()).toMatchObject({ accepted: 1, repeated: 3 });
    await store.project();
    const { items } = await json('/api/v1/events?session=s');
    expect(items.map(({ id }: { id: string }) => id)).toEqual(['e0', 'e1', 'e2', 'e3']);
    expect((await json('/api/v1/ingest/health')).receivers.ingest).toMatchObject({
      records: 4,
      repeated: 3,
    });
  });

  it.each([
    ['gzip', (text: string) => gzipSync(text)],
    ['identity', (text: string) => Buffer.from(text)],
  ])('takes %s', async (encoding, encode) => {
    const { ask } = collector();
    const body = new Uint8Array(encode(lines(100)));
    const answer = await ask('/api/v1/ingest', post(body, { 'content-encoding': encoding }));
    expect(await answer.json()).toMatchObject({ accepted: 100 });
  });

  it('takes what is good of a body, and names what is not', async () => {
    const { ask } = collector();
    const body = `${line(0)}not JSON\n\n{"v":1}\n${line(1)}${line(2, { v: 99 })}`;
    const answer = await ask('/api/v1/ingest', post(body));
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        accepted: 3,
        repeated: 0,
        rejected: [
          { line: 1, reason: 'no JSON' },
          { line: 3, reason: expect.any(String) },
        ],
        rejectedLines: 2,
        newer: { 99: 1 },
      },
    ]);
  });

  it('refuses a body in which nothing is good', async () => {
    const { ask, errors } = collector();
    const answer = await ask('/api/v1/ingest', post('what?\n{"v":1}\n'));
    expect(answer.status).toBe(400);
    expect((await answer.json()).error).toMatchObject({
      code: 'no_records',
      message: expect.stringContaining('Line 0: no JSON'),
      details: { rejectedLines: 2 },
    });
    expect(errors).toEqual([]);
  });

  it('acknowledges only what the store has', async () => {
    let keep = () => {};
    const kept = new Promise<void>((resolve) => (keep = resolve));
    const result = { accepted: 1, repeated: 0, rejected: [], rejectedLines: 0, newer: {} };
    const store = storeThat(() => kept.then(() => result));
    const { ask, json } = collector({ store });
    let answered = false;
    const answer = Promise.resolve(ask('/api/v1/ingest', post(line(0)))).finally(() => {
      answered = true;
    });
    await expect
      .poll(async () => (await json('/api/v1/ingest/health')).bytesInFlight)
      .toBe(line(0).length);
    expect(answered).toBe(false);
    keep();
    expect((await answer).status).toBe(200);
    expect((await json('/api/v1/ingest/health')).bytesInFlight).toBe(0);
  });

  it('says so where the store can’t write, and when to come again', async () => {
    const store = storeThat(() => Promise.reject(new StoreWriteError('The disk is full.')));
    const { ask, errors } = collector({ store });
    const answer = await ask('/api/v1/ingest', post(line(0)));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await answer.json()).error).toEqual({
      code: 'store_cannot_write',
      message: 'The disk is full.',
    });
    expect(errors).toEqual([]);
  });

  it('tells nothing of an error of its own, but to whoever runs it', async () => {
    const bug = new Error('secret path');
    const { ask, errors } = collector({ store: storeThat(() => Promise.reject(bug)) });
    const answer = await ask('/api/v1/ingest', post(line(0)));
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
    expect(errors).toEqual([bug]);
  });
});

describe('bodies that are not taken', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json', ''])(
    'of type %s',
    async (type) => {
      const { ask } = collector();
      const answer = await ask('/api/v1/ingest', post(line(0), { 'content-type': type }));
      expect([answer.status, (await answer.json()).error.code]).toEqual([
        415,
        'unsupported_media_type',
      ]);
    },
  );

  it('in an encoding that is not known, or is another than it says', async () => {
    const { ask, store } = collector();
    const unknown = await ask('/api/v1/ingest', post(line(0), { 'content-encoding': 'zstd' }));
    expect(unknown.status).toBe(415);
    const wrong = await ask('/api/v1/ingest', post(line(0), { 'content-encoding': 'gzip' }));
    expect(wrong.status).toBe(400);
    expect((await store.reader.health()).records).toBe(0);
  });

  it('too large, by what they say, by what comes, and once decompressed', async () => {
    const { ask, budget } = collector({
      ingestLimits: { maxBytes: 10_000, maxDecompressedBytes: 50_000 },
    });
    const body = lines(1000);
    const said = await ask('/api/v1/ingest', post(body, { 'content-length': '20000' }));
    const came = await ask('/api/v1/ingest', post(body));
    const bomb = new Uint8Array(gzipSync(' '.repeat(5_000_000)));
    expect(bomb.length).toBeLessThan(10_000);
    const inside = await ask('/api/v1/ingest', post(bomb, { 'content-encoding': 'gzip' }));
    expect([said.status, came.status, inside.status]).toEqual([413, 413, 413]);
    expect(budget.heldBytes).toBe(0);
  });

  it('nested too deeply: such a line alone is left out', async () => {
    const { ask } = collector();
    const deep = `{"v":1,"writer":"w","seq":9,"time":1,"kind":"x","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const answer = await ask('/api/v1/ingest', post(`${deep}\n${line(0)}`));
    expect(await answer.json()).toMatchObject({
      accepted: 1,
      rejected: [{ line: 0, reason: 'nested deeper than 200' }],
    });
  });

  it('too many at once', async () => {
    const { ask, budget } = collector();
    const hold = budget.take(budget.maxBytes - 10);
    const answer = await ask('/api/v1/ingest', post(lines(10)));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
    hold?.release();
    expect((await ask('/api/v1/ingest', post(lines(10)))).status).toBe(200);
  });
});

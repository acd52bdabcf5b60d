import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Span } from '@agentops/semconv';
import { createMemoryStore, type Store } from '@agentops/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DerivedWriter, toNdjson } from '../../../src/receive/derived-records.ts';
import { SpanReceiver } from '../../../src/receive/otlp/span-receiver.ts';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';
import { contentOf } from './receiving.ts';

const fixtures = new URL('../../../../semconv/test/fixtures/', import.meta.url);
const spans: Span[] = JSON.parse(
  readFileSync(new URL('taskweaver-d44ddef-rounds.json', fixtures), 'utf8'),
);
/** Two traces, a round each; the others are of `Session.stop`. */
const [first, second] = spans.flatMap(({ name, attributes }) =>
  name === 'Session.send_message' ? [attributes.round_id as string] : [],
) as [string, string];
const hostId = spans.find(({ attributes }) => attributes.session_id)?.attributes
  .session_id as string;

const source = { adapter: '@agentops/adapter-taskweaver', host: 'taskweaver', hostVersion: null };
const adapterSession = 'adapter-session';

/** What the adapter records of a session with these rounds. */
function adapterRecords(...rounds: string[]): string {
  const writer = new DerivedWriter('adapter');
  const time = 1_767_225_600_000;
  const attributes = { 'taskweaver.session_id': hostId };
  const session = { id: adapterSession, name: hostId, startTime: time, source, attributes };
  return toNdjson([
    writer.session('start', time, 'start', session),
    ...rounds.map((round) =>
      writer.event(round, time, {
        id: `adapter-${round}`,
        sessionId: adapterSession,
        type: 'action',
        name: 'round',
        actionType: 'round',
        startTime: time,
        endTime: time + 1,
        status: 'ok',
        source,
        attributes: { 'taskweaver.round_id': round },
      }),
    ),
  ]);
}

const drivers: [string, (directory: string) => Promise<Store>][] = [
  ['the store in memory', async () => createMemoryStore()],
  ['the SQLite store', (directory) => openSqliteStore({ directory })],
];

describe.each(drivers)('rounds that spans and the adapter tell: %s', (_, open) => {
  let directory: string;
  let store: Store;
  let receiver: SpanReceiver;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'agentops-twins-'));
    store = await open(directory);
    receiver = SpanReceiver.of(store);
  });

  afterEach(async () => {
    receiver.close();
    await store.close();
    await rm(directory, { recursive: true });
  });

  /** Sessions of TaskWeaver's, with the rounds that they have, and how many events besides. */
  async function found() {
    await store.project();
    await receiver.settled();
    const { sessions, events } = await contentOf(store);
    return sessions
      .filter(({ name }) => name === hostId)
      .map(({ id, totals }) => ({
        by: id === adapterSession ? 'adapter' : 'spans',
        rounds: events
          .filter((event) => event.sessionId === id && event.name === 'round')
          .map(({ attributes }) => attributes['taskweaver.round_id']),
        events: totals.events,
      }));
  }

  const ofAdapter = { by: 'adapter', rounds: [first, second], events: 2 };

  test('the adapter told them first', async () => {
    await store.append(adapterRecords(first, second));
    await receiver.receive(spans);
    expect(await found()).toEqual([ofAdapter]);
    const everywhere = await store.reader.events({ limit: 500 });
    expect(everywhere.items.filter(({ kind }) => kind === 'post')).toEqual([]);
  });

  test('the spans came first', async () => {
    await receiver.receive(spans);
    expect(await found()).toMatchObject([{ by: 'spans', rounds: [first, second] }]);
    await store.append(adapterRecords(first, second));
    expect(await found()).toEqual([ofAdapter]);
  });

  test('one by one', async () => {
    await store.append(adapterRecords(first, second));
    for (const span of spans) await receiver.receive([span]);
    expect(await found()).toEqual([ofAdapter]);
  });

  test('sent again', async () => {
    await store.append(adapterRecords(first, second));
    await receiver.receive(spans);
    expect(await found()).toEqual([ofAdapter]);
    await receiver.receive(spans);
    expect(await found()).toEqual([ofAdapter]);
  });

  test('a round that only spans tell stays', async () => {
    await receiver.receive(spans);
    await store.append(adapterRecords(second));
    expect(await found()).toEqual(
      expect.arrayContaining([
        { by: 'adapter', rounds: [second], events: 1 },
        { by: 'spans', rounds: [first], events: 11 },
      ]),
    );
    await store.append(adapterRecords(first, second));
    expect(await found()).toEqual([ofAdapter]);
  });

  test('two sessions of the adapter have a round each', async () => {
    await receiver.receive(spans);
    const other = adapterRecords(second).replaceAll(adapterSession, 'resumed-session');
    await store.append(
      adapterRecords(first) + other.replaceAll('"writer":"adapter"', '"writer":"b"'),
    );
    expect((await found()).map(({ events }) => events)).toEqual([1, 1]);
  });

  test('a round that the adapter did not tell to its end stays', async () => {
    await receiver.receive(spans);
    await store.append(
      adapterRecords(first, second)
        .replaceAll('"kind":"end"', '"kind":"start"')
        .replaceAll(/"endTime":\d+,/g, ''),
    );
    expect(await found()).toContainEqual({ by: 'spans', rounds: [first, second], events: 27 });
  });

  test('another session of the adapter changes nothing', async () => {
    await receiver.receive(spans);
    await store.append(adapterRecords(first).replaceAll(hostId, `${hostId}0`));
    expect(await found()).toMatchObject([{ by: 'spans', rounds: [first, second] }]);
  });

  test('the adapter told them while the collector was away', async () => {
    await receiver.receive(spans);
    await store.project();
    receiver.close();
    await store.append(adapterRecords(first, second));
    await store.project();
    receiver = SpanReceiver.of(store);
    await receiver.closeIdle();
    expect(await found()).toEqual([ofAdapter]);
    expect(await store.check()).toEqual({ ok: true, problems: [] });
  });
});

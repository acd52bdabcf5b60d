import { openSqliteStore } from '@agentops/collector';
import { createMemoryStore } from '@agentops/store';
import { expect, it } from 'vitest';
import { isFull } from '../../../../tooling/full-tier.ts';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { Acknowledged } from './acknowledged.ts';
import { CollectorProcess } from './collector-process.ts';
import { eightWriters, type Writer } from './writers.ts';

const rounds = isFull ? 50 : 3;
const longestLifeMs = 900;

it(`loses nothing that it acknowledged to eight writers when it is killed, ${rounds} times`, {
  timeout: isFull ? 1_800_000 : 300_000,
}, async () => {
  const directory = tempDir();
  const writers = eightWriters(directory);
  const all = new Acknowledged();
  let collector = await CollectorProcess.start(directory);
  for (let round = 0; round < rounds; round++) {
    const acknowledged = new Acknowledged();
    const writing = startWriting(collector, writers, acknowledged);
    // Spools are acknowledged by the file system: of the other ways at least one round has to have something.
    if (round === 0) {
      const each = () => ({ ...acknowledged.counts, all: acknowledged.isOfEachWay });
      await expect.poll(each, { timeout: 60_000 }).toMatchObject({ all: true });
    }
    await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * longestLifeMs));
    await collector.kill();
    await writing.end();
    if (round === rounds - 1) await isUndamaged(directory);
    collector = await CollectorProcess.start(directory);
    expect(await acknowledged.missingFrom(collector), `round ${round}`).toEqual([]);
    all.merge(acknowledged);
  }
  expect(await all.missingFrom(collector)).toEqual([]);
  await isWhatFoldMakes(collector);
  expect(await collector.stop()).toBe(0);
  await isUndamaged(directory);
});

function startWriting(
  collector: CollectorProcess,
  writers: readonly Writer[],
  acknowledged: Acknowledged,
) {
  let lives = true;
  const writing = writers.map(async (writer) => {
    while (lives) await writer.send(collector, acknowledged).catch(() => {});
  });
  return {
    async end(): Promise<void> {
      lives = false;
      await Promise.all(writing);
    },
  };
}

/** As whoever had it last left it. */
async function isUndamaged(directory: string): Promise<void> {
  const store = await openSqliteStore({ directory });
  try {
    expect(await store.check()).toEqual({ ok: true, problems: [] });
  } finally {
    await store.close();
  }
}

/** The memory driver has nothing but `fold`. */
async function isWhatFoldMakes(collector: CollectorProcess): Promise<void> {
  const sessions = await collector.sessions();
  for (const session of sessions) {
    const memory = createMemoryStore();
    await memory.append(await collector.records(session.id));
    await memory.project();
    expect(rounded(session)).toEqual(rounded(await memory.reader.session(session.id)));
    const { items } = await memory.reader.sessionEvents(session.id, { limit: 500 });
    // The API tells what a call costs besides; the sums above have it.
    const told = (await collector.events(session.id)).map(({ cost: _, ...event }) => event);
    expect(told).toEqual(rounded(items));
    await memory.close();
  }
  expect(sessions.length).toBeGreaterThan(4);
}

/** Dollars depend on the order of adding up. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, item) => (key === 'costUsd' ? Math.round(item * 1e9) : item)),
  );
}

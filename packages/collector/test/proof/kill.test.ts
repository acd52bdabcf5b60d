import { openSqliteStore } from '@agentops/collector';
import { createMemoryStore } from '@agentops/store';
import { expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { Acknowledged } from './acknowledged.ts';
import { CollectorProcess } from './collector-process.ts';
import { eightWriters, type Writer } from './writers.ts';

const isFull = process.env.AGENTOPS_TEST_FULL !== undefined;
const rounds = isFull ? 50 : 3;
const longestLifeMs = 900;

it(`loses nothing that it acknowledged to eight writers when it is killed, ${rounds} times`, {
  timeout: isFull ? 900_000 : 120_000,
}, async () => {
  const directory = tempDir();
  const writers = eightWriters(directory);
  const all = new Acknowledged();
  let collector = await CollectorProcess.start(directory);
  for (let round = 0; round < rounds; round++) {
    const acknowledged = new Acknowledged();
    await writeUntilKilled(collector, writers, acknowledged, 50 + Math.random() * longestLifeMs);
    collector = await CollectorProcess.start(directory);
    expect(await acknowledged.missingFrom(collector), `round ${round}`).toEqual([]);
    expect(acknowledged.count, `round ${round}`).toBeGreaterThan(0);
    all.merge(acknowledged);
  }
  expect(await all.missingFrom(collector)).toEqual([]);
  await sameTotalsAsFold(collector);
  expect(await collector.stop()).toBe(0);

  const store = await openSqliteStore({ directory });
  try {
    expect(await store.check()).toEqual({ ok: true, problems: [] });
  } finally {
    await store.close();
  }
});

async function writeUntilKilled(
  collector: CollectorProcess,
  writers: readonly Writer[],
  acknowledged: Acknowledged,
  lifeMs: number,
): Promise<void> {
  let lives = true;
  const writing = writers.map(async (writer) => {
    while (lives) await writer.send(collector, acknowledged).catch(() => {});
  });
  await new Promise((resolve) => setTimeout(resolve, lifeMs));
  await collector.kill();
  lives = false;
  await Promise.all(writing);
}

/** The memory driver has nothing but `fold`. @returns of how many sessions */
async function sameTotalsAsFold(collector: CollectorProcess): Promise<number> {
  const sessions = await collector.sessions();
  for (const { id, name, tags, totals, models, tools } of sessions) {
    const memory = createMemoryStore();
    await memory.append(await collector.records(id));
    await memory.project();
    const folded = await memory.reader.session(id);
    expect(rounded({ name, tags, totals, models, tools })).toEqual(
      rounded({
        name: folded?.name,
        tags: folded?.tags,
        totals: folded?.totals,
        models: folded?.models,
        tools: folded?.tools,
      }),
    );
    await memory.close();
  }
  expect(sessions.length).toBeGreaterThan(4);
  return sessions.length;
}

/** Dollars depend on the order of adding up. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, item) => (key === 'costUsd' ? Math.round(item * 1e9) : item)),
  );
}

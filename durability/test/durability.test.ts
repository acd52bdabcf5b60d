import { describe, expect, it } from 'vitest';
import { exitRows, furtherRows, runExitRow } from '../src/exit-rows.ts';
import { runKillRounds } from '../src/kill-rounds.ts';
import { hangsAfterMs } from '../src/run-host.ts';

/** A row runs two hosts. One that hangs is found out and named before the test runner gives up. */
const rowTimeoutMs = 2.5 * hangsAfterMs;

/** The fast part of what `npm run durability` does whole. */
describe.concurrent('a host that ends by', { timeout: rowTimeoutMs }, () => {
  it.each([...exitRows, ...furtherRows])(
    '$name has lost nothing, and ends as it does without AgentOps',
    async (row) => {
      const { problems, acknowledged, foundInSpool, foundAtCollector } = await runExitRow(
        row,
        1500,
      );
      expect(problems).toEqual([]);
      expect(acknowledged).toBeGreaterThanOrEqual(500);
      expect({ foundInSpool, foundAtCollector }).toEqual({
        foundInSpool: acknowledged,
        foundAtCollector: acknowledged,
      });
    },
  );
});

/** A host records as fast as it can until it is killed, and all of that is sent: a busy machine takes its time. */
const killTimeoutMs = 300_000;

it(
  'hosts that are killed at random moments lose nothing, and leave nothing twice',
  async () => {
    const { problems, rounds, acknowledged, foundInSpool, foundAtCollector } = await runKillRounds({
      rounds: 10,
    });
    expect(problems).toEqual([]);
    expect(rounds).toBe(10);
    expect(acknowledged).toBeGreaterThan(100);
    expect([foundInSpool, foundAtCollector]).toEqual([acknowledged, acknowledged]);
  },
  killTimeoutMs,
);

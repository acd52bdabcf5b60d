import assert from 'node:assert/strict';
import type { AgentOpsRecord } from '@agentops/core';
import { generateRecords } from '../../generated-records/generate-records.ts';
import { Random } from '../../generated-records/random.ts';
import type { StoreCaseDefinition } from '../case.ts';
import { defineTopic } from '../case.ts';
import { catalogue } from '../catalogue.ts';
import { same } from '../same.ts';

const seeds = [1, 2, 3, 4, 5, 6];

function shuffle<T>(items: readonly T[], random: Random): T[] {
  const shuffled = [...items];
  for (let index = shuffled.length - 1; index > 0; index--) {
    const other = random.below(index + 1);
    [shuffled[index], shuffled[other]] = [shuffled[other] as T, shuffled[index] as T];
  }
  return shuffled;
}

export const anyOrder = defineTopic('any-order', 'The order of arrival does not show', [
  ...seeds.map(
    (seed): StoreCaseDefinition => ({
      id: `shuffled-${seed}`,
      title: `records in random order, in random pieces, some more than once, some never (${seed})`,
      run: async (run) => {
        const random = new Random(seed);
        const text = [
          ...generateRecords({ seed, sessions: 6, eventsPerSession: 15, payloadBytes: 1000 }),
        ].join('');
        const all = text
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as AgentOpsRecord);
        const writers = [...new Set(all.map(({ writer }) => writer))];
        const kept = all.filter(() => !random.chance(0.05));
        const sent = shuffle([...kept, ...kept.filter(() => random.chance(0.1))], random);
        while (sent.length > 0) {
          await run.send(sent.splice(0, 1 + random.below(60)));
          if (random.chance(0.2)) {
            const state = random.chance(0.7)
              ? { state: 'gone' as const, reason: 'killed' }
              : { state: 'alive' as const };
            const known = writers.filter((writer) => run.hasHeardOf(writer));
            if (known.length > 0) await run.judge(random.pick(known), state);
          }
          if (random.chance(0.3)) await run.sameAsFold();
        }
        await run.sameAsFold();
        same(await (await run.store()).check(), { ok: true, problems: [] }, 'The check');
      },
    }),
  ),
  {
    id: 'backwards',
    title: 'records one by one from the last to the first, looked at after each',
    run: async (run) => {
      for (const record of catalogue().reverse()) {
        await run.send([record]);
        await run.sameAsFold();
      }
      assert.equal((await (await run.store()).check()).ok, true);
    },
  },
]);

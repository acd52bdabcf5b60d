import { describe, expect, it } from 'vitest';
import { pythonEnv, runShimCase, shimTopics } from '../../src/index.ts';
import { flaws } from './flaws.ts';
import { toy } from './toy.ts';

const { python = '' } = await pythonEnv({ name: 'the shim kit' });
const cases = shimTopics.flatMap((topic) => topic.cases);

describe.skipIf(!python)('a broken shim is caught', () => {
  it.concurrent.each(flaws.map(([flaw, id]) => ({ flaw, id })))(
    '$flaw, by $id',
    { timeout: 180_000 },
    async ({ flaw, id }) => {
      const flawCase = cases.find((each) => each.id === id);
      const result =
        flawCase && (await runShimCase(flawCase, { ...toy(python, flaw), patienceMs: 15_000 }));
      if (result?.outcome === 'not-tried') return;
      expect(result).toMatchObject({ outcome: 'failed', error: expect.any(Error) });
    },
  );

  it('each case catches one', () => {
    const caught = new Set(flaws.map(([, id]) => id));
    expect(cases.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
  });
});

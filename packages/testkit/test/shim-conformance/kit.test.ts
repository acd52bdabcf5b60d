import { describe, expect, it } from 'vitest';
import { runSkipped } from '../../src/conformance-kit/run-case.ts';
import { pythonEnv, runShimCase, shimConformance, shimTopics } from '../../src/index.ts';
import { toy } from './toy.ts';

const { python = '', reason = '' } = await pythonEnv({ name: 'the shim kit' });
const cases = shimTopics.flatMap((topic) => topic.cases);

function caseOf(id: string) {
  const found = cases.find((each) => each.id === id);
  if (!found) throw new Error(`No case ${id}.`);
  return found;
}

if (python) shimConformance(toy(python));
else it.skip(reason);

describe('the kit for shims', () => {
  it('has a name of its own for each case', () => {
    const ids = cases.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it.skipIf(!python)(
    'fails a skip of a case that passes, and takes one of a case that fails',
    async () => {
      const modes = caseOf('places/modes');
      const run = (flaw?: string) => runSkipped(modes, () => runShimCase(modes, toy(python, flaw)));
      await expect(run()).rejects.toThrow('stale');
      await expect(run('OpenToAll')).resolves.toBeUndefined();
    },
  );

  it('says what a program can not do, and does not run the case', async () => {
    const result = await runShimCase(caseOf('processes/fork'), {
      ...toy('python3'),
      lacks: ['fork'],
    });
    expect(result).toEqual({ outcome: 'not-applicable', missing: 'fork' });
  });

  it('says what became of a program that ends too early', async () => {
    const command = ['/bin/sh', '-c', 'echo it broke >&2; exit 9'] as const;
    const result = await runShimCase(caseOf('lines/envelope'), { name: 'none', command });
    expect(result).toMatchObject({
      outcome: 'failed',
      error: { message: expect.stringMatching(/ended \(9\).*"open".*it broke/s) },
    });
  });

  it.each([
    [[{ case: 'values/never', reason: 'x' }], 'no case'],
    [[{ case: 'values/deep', reason: ' ' }], 'reason'],
    [
      [
        { case: 'values/deep', reason: 'x' },
        { case: 'values/deep', reason: 'y' },
      ],
      'twice',
    ],
    [[{ case: 'processes/fork', reason: 'x' }], 'does not apply'],
  ])('refuses the skips %j', (skip, says) => {
    const subject = { ...toy('python3'), lacks: ['fork'] as const };
    expect(() => shimConformance({ ...subject, skip })).toThrow(says);
  });
});

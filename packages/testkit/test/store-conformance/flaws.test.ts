import { describe, expect, it } from 'vitest';
import { runSkipped } from '../../src/conformance-kit/run-case.ts';
import { runStoreCase, storeConformance, storeTopics } from '../../src/index.ts';
import { flaws } from './flaws.ts';
import { memory } from './memory-subject.ts';

const cases = storeTopics.flatMap((topic) => topic.cases);

function caseOf(id: string) {
  const found = cases.find((each) => each.id === id);
  if (!found) throw new Error(`No case ${id}.`);
  return found;
}

describe('a broken driver is caught', () => {
  const named = Object.entries(flaws).map(([flaw, [id, change]]) => ({ flaw, id, change }));
  it.each(named)('$flaw, by $id', async ({ flaw, id, change }) => {
    const { outcome } = await runStoreCase(caseOf(id), memory(flaw, {}, change));
    expect(outcome).toBe('failed');
  });

  it('by each topic', () => {
    const caught: string[] = named.map(({ id }) => id);
    for (const topic of storeTopics) {
      expect(topic.cases.some(({ id }) => caught.includes(id))).toBe(true);
    }
  });
});

describe('the kit for stores', () => {
  it('has a name of its own for each case', () => {
    const ids = cases.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('fails a skip of a case that passes, and takes one of a case that fails', async () => {
    const repeated = caseOf('append/repeated');
    const flawed = memory('flawed', {}, flaws['says-repeated-is-new'][1]);
    const run = (driver = memory()) => runSkipped(repeated, () => runStoreCase(repeated, driver));
    await expect(run()).rejects.toThrow('stale');
    await expect(run(flawed)).resolves.toBeUndefined();
  });

  it('says what a driver lacks, and does not run the case', async () => {
    const { name, open } = memory();
    expect(await runStoreCase(caseOf('durability/unseen'), { name, open })).toEqual({
      outcome: 'not-applicable',
      missing: 'reopen',
    });
  });

  it.each([
    { what: 'of no case', skip: [{ case: 'append/never', reason: 'x' }], says: 'no case' },
    { what: 'without a reason', skip: [{ case: 'append/newer', reason: ' ' }], says: 'reason' },
    {
      what: 'that stands there twice',
      skip: [
        { case: 'append/newer', reason: 'x' },
        { case: 'append/newer', reason: 'y' },
      ],
      says: 'twice',
    },
    {
      what: 'of a case that does not apply',
      skip: [{ case: 'keeping/backup', reason: 'x' }],
      says: 'does not apply',
    },
  ])('refuses a skip $what', ({ skip, says }) => {
    const { name, open } = memory();
    expect(() => storeConformance({ name, open, skip })).toThrow(says);
  });
});

import { describe, expect, it } from 'vitest';
import { runStoreCase, storeConformance, storeTopics } from '../../src/index.ts';
import { runSkippedStoreCase } from '../../src/store-conformance/run-case.ts';
import { flaws } from './flaws.ts';
import { memory } from './memory-subject.ts';

const cases = storeTopics.flatMap((topic) => topic.cases);

function caseOf(id: string) {
  const found = cases.find((each) => each.id === id);
  if (!found) throw new Error(`No case ${id}.`);
  return found;
}

describe('a broken driver is caught by the topic that it breaks', () => {
  it.each(Object.entries(flaws))('%s', { timeout: 120_000 }, async (name, [topic, change]) => {
    const subject = memory(name, {}, change);
    for (const each of cases.filter(({ id }) => id.startsWith(`${topic}/`))) {
      const { outcome } = await runStoreCase(each, subject);
      if (outcome === 'failed') return;
    }
    expect.fail(`No case of ${topic} fails.`);
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
    await expect(runSkippedStoreCase(repeated, memory())).rejects.toThrow('stale');
    await expect(runSkippedStoreCase(repeated, flawed)).resolves.toBeUndefined();
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

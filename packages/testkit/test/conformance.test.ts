import { describe, expect, it } from 'vitest';
import { runSkippedCase } from '../src/adapter-conformance/run-case.ts';
import { sampleCases } from '../src/adapter-conformance/sample.ts';
import {
  type AdapterUnderTest,
  conformancePoints,
  runConformanceCase,
  testAdapter,
} from '../src/index.ts';
import type { Flaw } from './toy/toy-adapter.ts';
import { toyCapabilities, toyDriver } from './toy/toy-driver.ts';

testAdapter({ name: 'toy', driver: toyDriver(), capabilities: toyCapabilities });

function toy(flaw?: Flaw): AdapterUnderTest {
  return { name: 'toy', driver: toyDriver(flaw) as never, capabilities: toyCapabilities };
}

/** The point that each flaw breaks. It may break others, too. */
const flaws: Record<Flaw, number> = {
  'returns-a-proxy': 1,
  'replaces-errors': 2,
  'reads-ahead': 3,
  'forgets-breaks': 4,
  'forgets-text': 5,
  'guesses-usage': 6,
  'mixes-choices': 7,
  'keeps-the-first-session': 8,
  'reads-carelessly': 9,
  'attaches-twice': 10,
  'stays-attached': 11,
  'is-silent': 12,
  'names-with-content': 13,
  'fails-on-abort': 14,
};

describe('a broken adapter is caught by the point that it breaks', () => {
  it.each(Object.entries(flaws))('%s: point %i', { timeout: 120_000 }, async (flaw, number) => {
    const adapter = toy(flaw as Flaw);
    const point = conformancePoints.find((each) => each.number === number);
    const outcomes = new Set<string>();
    for (const each of point?.cases ?? []) {
      if (outcomes.has('failed')) break;
      outcomes.add((await runConformanceCase(each, adapter)).outcome);
    }
    expect(outcomes).toContain('failed');
  });
});

describe('the kit', () => {
  it('has the 14 points of the contract, and a name of its own for each case', () => {
    expect(conformancePoints.map(({ number }) => number)).toEqual(
      Array.from({ length: 14 }, (_, index) => index + 1),
    );
    const ids = conformancePoints.flatMap(({ cases }) => cases.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  const cases = conformancePoints.flatMap((point) => point.cases);
  const caseOf = (id: string) => {
    const found = cases.find((each) => each.id === id);
    if (!found) throw new Error(`No case ${id}.`);
    return found;
  };

  it('fails a skip of a case that passes, and takes one of a case that fails', async () => {
    const twice = caseOf('once/attached-twice');
    await expect(runSkippedCase(twice, toy())).rejects.toThrow('stale');
    await expect(runSkippedCase(twice, toy('attaches-twice'))).resolves.toBeUndefined();
  });

  it.each([
    { what: 'of no case', skip: [{ case: 'once/upon-a-time', reason: 'x' }], says: 'no case' },
    { what: 'without a reason', skip: [{ case: 'once/claimed', reason: ' ' }], says: 'reason' },
    {
      what: 'of a case that does not apply',
      skip: [{ case: 'own-object/parse', reason: 'x' }],
      says: 'does not apply',
    },
    {
      what: 'that stands there twice',
      skip: [
        { case: 'once/claimed', reason: 'x' },
        { case: 'once/claimed', reason: 'y' },
      ],
      says: 'twice',
    },
  ])('refuses a skip $what', ({ skip, says }) => {
    expect(() => testAdapter({ ...toy(), skip })).toThrow(says);
  });

  it('has a sample: one case of each point that the host can do', () => {
    const ids = [...sampleCases(toy())].map(({ id }) => id);
    expect(ids).toHaveLength(14);
    expect(ids).toContain('no-extra-pulls/break-cancels-upstream');
  });

  it('says what a host lacks, and does not run the case', async () => {
    expect(await runConformanceCase(caseOf('own-object/parse'), toy())).toEqual({
      outcome: 'not-applicable',
      missing: 'parse',
    });
  });
});

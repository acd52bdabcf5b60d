import { describe, expect, it } from 'vitest';
import { sampleCases } from '../src/adapter-conformance/sample.ts';
import { runSkipped } from '../src/conformance-kit/run-case.ts';
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

const cases = conformancePoints.flatMap((point) => point.cases);

function caseOf(id: string) {
  const found = cases.find((each) => each.id === id);
  if (!found) throw new Error(`No case ${id}.`);
  return found;
}

/** A case that notices each flaw, of the point that it breaks. Others may, too. */
const flaws: Record<Flaw, string> = {
  'returns-a-proxy': 'own-object/attach-returns-it',
  'replaces-errors': 'same-result/error-400',
  'starts-lazy-tools': 'same-result/lazy-tool',
  'reads-ahead': 'no-extra-pulls/unread-stream',
  'forgets-breaks': 'one-end/stream-returned',
  'forgets-throws': 'one-end/stream-thrown-into',
  'forgets-dropped-calls': 'one-end/not-awaited',
  'forgets-text': 'kept-text/stream-cut',
  'guesses-usage': 'usage/none-sent',
  'mixes-choices': 'apart/choices',
  'keeps-the-first-session': 'sessions/ten-at-once',
  'reads-carelessly': 'faults/throwing-getter',
  'attaches-twice': 'once/attached-twice',
  'knows-only-itself': 'once/called-through-a-proxy',
  'stays-attached': 'detach/restores',
  'stays-in-resources': 'detach/restores',
  'is-silent': 'unknown-major/something-else',
  'names-with-content': 'no-content/everywhere',
  'fails-on-abort': 'cancelled-is-no-error/aborted',
};

describe('a broken adapter is caught', () => {
  it.each(Object.entries(flaws))('%s, by %s', async (flaw, id) => {
    const { outcome } = await runConformanceCase(caseOf(id), toy(flaw as Flaw));
    expect(outcome).toBe('failed');
  });

  it('by each point', () => {
    const caught = Object.values(flaws);
    for (const { cases } of conformancePoints) {
      expect(cases.some(({ id }) => caught.includes(id))).toBe(true);
    }
  });
});

describe('the kit', () => {
  it('has the 14 points of the contract, and a name of its own for each case', () => {
    expect(conformancePoints.map(({ number }) => number)).toEqual(
      Array.from({ length: 14 }, (_, index) => index + 1),
    );
    const ids = cases.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('fails a skip of a case that passes, and takes one of a case that fails', async () => {
    const twice = caseOf('once/attached-twice');
    const run = (flaw?: Flaw) => runSkipped(twice, () => runConformanceCase(twice, toy(flaw)));
    await expect(run()).rejects.toThrow('stale');
    await expect(run('attaches-twice')).resolves.toBeUndefined();
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

  it.each([
    { what: 'a method of the stream', left: 'abortStream', change: { abortStream: undefined } },
    { what: 'a field of the request', left: 'extraBody', capabilities: { extraBody: false } },
    { what: 'several answers', left: 'choices', capabilities: { choices: false } },
    {
      what: 'errors in streams',
      left: 'errorsInStreams',
      capabilities: { errorsInStreams: false },
    },
  ])('fails where $what is there and was left out', async ({ left, change, capabilities }) => {
    const adapter = toy();
    const result = await runConformanceCase(caseOf('own-object/nothing-left-out'), {
      ...adapter,
      driver: { ...adapter.driver, ...change } as never,
      capabilities: { ...adapter.capabilities, ...capabilities },
    });
    expect(result).toMatchObject({
      outcome: 'failed',
      error: { message: expect.stringContaining(`The host has ${left}:`) },
    });
  });

  it('says what a host lacks, and does not run the case', async () => {
    expect(await runConformanceCase(caseOf('own-object/parse'), toy())).toEqual({
      outcome: 'not-applicable',
      missing: 'parse',
    });
  });
});

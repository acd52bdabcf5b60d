import { describe, expect, it } from 'vitest';
import { Isolation, isDoubtful } from '../../src/export/isolation.ts';

/** Takes items, and answers what `statusOf` says of a request; 200 is yes. */
function destination(statusOf: (items: readonly string[]) => number) {
  const requests: string[] = [];
  const isolation = new Isolation((error) => {
    const status = Number((error as Error).message);
    if (status === 409) return 'there-already';
    if (status === 413) return 'too-large';
    if (isDoubtful(status)) return 'doubtful';
    return status === 400 ? 'refused' : 'later';
  });
  const settled = new Set<string>();
  /** Sends what is not settled, as core does when a destination failed. */
  const round = (items: readonly string[]) =>
    isolation.round((all) =>
      all.isolate(
        items.filter((item) => !settled.has(item)),
        {
          send: async (some) => {
            requests.push(some.join(''));
            const status = statusOf(some);
            if (status !== 200) throw new Error(String(status));
          },
          taken: (some) => {
            for (const each of some) settled.add(each);
          },
          shorten: (item) => (item.endsWith("'") ? undefined : `${item}'`),
        },
      ),
    );
  /** Until it says yes. */
  const rounds = async (items: readonly string[], most = 20) => {
    for (let n = 1; n <= most; n++) {
      try {
        return { rounds: n, refusal: await round(items) };
      } catch {}
    }
    return { rounds: most + 1, refusal: undefined };
  };
  return { round, rounds, requests, settled };
}

const items = [...'abcdefgh'];
const at = (bad: string, status: number) => (some: readonly string[]) =>
  some.some((each) => bad.includes(each)) ? status : 200;

describe('what is refused', () => {
  it('is found by halves, and the rest is taken', async () => {
    const { round, requests, settled } = destination(at('f', 400));
    expect(await round(items)).toEqual({ refused: 1, reason: '400' });
    expect(requests).toEqual(['abcdefgh', 'abcd', 'efgh', 'ef', 'e', 'f', 'gh']);
    expect([...settled].sort()).toEqual(items);
  });

  it('because it is there already is not counted', async () => {
    const { round, settled } = destination(at('f', 409));
    expect(await round(items)).toBeUndefined();
    expect([...settled].sort()).toEqual(items);
  });

  it('because it is too large is shortened first', async () => {
    const { round, requests } = destination(at('f', 413));
    expect(await round(items)).toBeUndefined();
    expect(requests).toContain("f'");
  });

  it('is told by the next round where its own failed afterwards', async () => {
    let isAway = true;
    const { round } = destination((some) => {
      if (some.includes('h') && some.length < 3 && isAway) return 503;
      return at('a', 400)(some) === 400 || some.length > 4
        ? 400
        : at('h', isAway ? 400 : 200)(some);
    });
    await expect(round(items)).rejects.toThrow('503');
    isAway = false;
    expect(await round(items)).toEqual({ refused: 1, reason: '400' });
    expect(await round(['z'])).toBeUndefined();
  });

  it('is nothing where all has to come later', async () => {
    const { round, requests } = destination(at('f', 503));
    await expect(round(items)).rejects.toThrow('503');
    expect(requests).toEqual(['abcdefgh']);
  });
});

describe('what is answered with 500', () => {
  it.each(['a', 'd', 'h', 'bc', 'ah'])(
    '%s of eight each time is refused in the end',
    async (bad) => {
      const { rounds, settled, requests } = destination(at(bad, 500));
      expect(await rounds(items)).toEqual({
        rounds: 4,
        refusal: { refused: bad.length, reason: '500' },
      });
      expect([...settled].sort()).toEqual(items);
      // The first times it could have been an outage.
      expect(requests.slice(0, 4)).toEqual(['abcdefgh', 'abcdefgh', 'abcdefgh', 'abcdefgh']);
    },
  );

  it('alone each time is refused once something else was taken, and not before', async () => {
    const { round, rounds, settled } = destination(at('x', 500));
    expect((await rounds(['x'])).rounds).toBe(21);
    expect(settled.size).toBe(0);
    expect(await round(['x', 'y'])).toEqual({ refused: 1, reason: '500' });
  });

  it('alone behind what was taken is refused: that is sent once more to know', async () => {
    const { round, rounds, requests } = destination(at('x', 500));
    await round(['y']);
    expect(await rounds(['x'])).toEqual({ rounds: 4, refusal: { refused: 1, reason: '500' } });
    expect(requests).toEqual(['y', 'x', 'x', 'x', 'x', 'y', 'x']);
  });

  it.each([[0], [1]])('after %i requests for long loses nothing', async (taken) => {
    let answered = 0;
    let isAway = true;
    const { round, rounds, settled } = destination(() =>
      answered++ >= taken && isAway ? 500 : 200,
    );
    if (taken > 0) await round(['before']);
    expect((await rounds(items, 60)).rounds).toBe(61);
    isAway = false;
    expect(await round(items)).toBeUndefined();
    expect([...settled]).toEqual(expect.arrayContaining(items));
  });
});

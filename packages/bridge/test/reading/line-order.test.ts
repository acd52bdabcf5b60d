import { describe, expect, it } from 'vitest';
import { LineOrder, type Ordered } from '../../src/reading/line-order.ts';

function orderOf(seqs: readonly number[], options: { stepMs?: number; chars?: number } = {}) {
  const { stepMs = 1, chars = 100 } = options;
  const order = new LineOrder();
  const ordered = seqs.flatMap((seq, index) =>
    order.add({ kind: 'x', seq, time: index, mono: index * stepMs, data: {} }, chars),
  );
  return { order, ordered: ordered.map(inShort) };
}

function inShort(each: Ordered): number | string {
  return each.gap ? `${each.gap.first}+${each.gap.count}` : each.line.seq;
}

const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, n) => from + n);

describe('LineOrder', () => {
  it('puts lines in the order of their numbers, and drops what comes again', () => {
    const { order, ordered } = orderOf([1, 0, 1, 3, 3, 2, 0, 4]);
    expect(ordered).toEqual([0, 1, 2, 3, 4]);
    expect(order.repeated).toBe(3);
    expect(order.isWaiting).toBe(false);
  });

  it.each([
    ['256 lines', upTo(256, 2), {}],
    ['two seconds', [2, 3, 4, 5], { stepMs: 700 }],
    ['much text', [2, 3, 4], { chars: 6_000_000 }],
  ])('takes a number for missing after %s', (_what, seqs, options) => {
    const before = orderOf([0, ...seqs.slice(0, -1)], options);
    expect(before.ordered).toEqual([0]);
    const { ordered } = orderOf([0, ...seqs], options);
    expect(ordered).toEqual([0, '1+1', ...seqs]);
  });

  it('takes it for missing at once where a line there could not be read', () => {
    const order = new LineOrder();
    order.addMalformed();
    expect(order.add({ kind: 'x', seq: 1, time: 0, mono: 0, data: {} }, 1).map(inShort)).toEqual([
      '0+1',
      1,
    ]);
  });

  it('waits with a number that is far too high, and goes on with the others', () => {
    const { order, ordered } = orderOf([0, 99_999_999, ...upTo(600, 1)]);
    expect(ordered).toEqual(upTo(601));
    expect(order.flush().map(inShort)).toEqual(['601+99999398', 99_999_999]);
  });
});

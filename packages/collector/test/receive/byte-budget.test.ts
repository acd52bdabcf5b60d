import { expect, it } from 'vitest';
import { ByteBudget } from '../../src/receive/byte-budget.ts';

it('holds no more than it has, and gets back what is released, once', () => {
  const budget = new ByteBudget(100);
  const first = budget.take(60);
  expect(budget.take(41)).toBeUndefined();
  const second = budget.take(40);
  expect(budget.heldBytes).toBe(100);
  expect(second?.resize(50)).toBe(false);
  expect(second?.resize(10)).toBe(true);
  expect(budget.heldBytes).toBe(70);
  first?.release();
  first?.release();
  expect(budget.heldBytes).toBe(10);
  second?.release();
  expect(budget.heldBytes).toBe(0);
});

it('lets one through that is larger than all of it, alone', () => {
  const budget = new ByteBudget(100);
  const large = budget.take(500);
  expect(large).toBeDefined();
  expect(budget.take(1)).toBeUndefined();
  large?.release();
  expect(budget.take(1)).toBeDefined();
});

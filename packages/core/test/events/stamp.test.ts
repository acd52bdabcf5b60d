import { describe, expect, it } from 'vitest';
import { Fields, type Stamp } from '../../src/events/stamp.ts';

const at = (time: number): Stamp => ({ rank: 2, time, writer: 'w', seq: time });

/** So many patches, told in a mixed order: more than a few are kept in another way. */
describe.each([1, 2, 3, 4, 5, 12])('fields that are told %d times', (count) => {
  const fields = new Fields();
  const times = Array.from({ length: count }, (_, n) => n + 1);
  for (const time of times.toSorted((a, b) => (a % 3) - (b % 3))) {
    const patch = { [`only at${time}`]: time, time, none: undefined };
    fields.setAll(patch, at(time));
    fields.setAll({ time: 'again' }, at(time));
  }

  it('have of each the value of the highest stamp, and of one stamp the first', () => {
    const all = Object.fromEntries(times.map((time) => [`only at${time}`, time]));
    expect(fields.toObject()).toEqual({ ...all, time: count });
    expect(fields.get('time')).toBe(count);
    expect(fields.get('only at1')).toBe(1);
    expect(fields.get('none')).toBeUndefined();
    expect(fields.toObject()).not.toHaveProperty('none');
  });

  it('are in alphabetical order', () => {
    const keys = Object.keys(fields.toObject());
    expect(keys).toEqual(keys.toSorted());
  });
});

it('a field can be called as a prototype is, and is none', () => {
  const fields = new Fields();
  fields.setAll(JSON.parse('{"a":1,"__proto__":{"polluted":true}}'), at(1));
  const object = fields.toObject();
  expect(Object.keys(object)).toEqual(['__proto__', 'a']);
  expect(object).not.toHaveProperty('polluted');
  expect(new Fields().get('toString')).toBeUndefined();
});

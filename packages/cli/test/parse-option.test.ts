import { expect, it } from 'vitest';
import { parseDays, parsePort, parseSize } from '../src/parse-option.ts';

it('reads sizes', () => {
  const sizes = ['1048576', '500M', '1.5g', '10 GiB', '2kb', '0'].map((text) =>
    parseSize(text, '-'),
  );
  expect(sizes).toEqual([1048576, 500 * 2 ** 20, 1.5 * 2 ** 30, 10 * 2 ** 30, 2048, 0]);
});

it('reads days and ports', () => {
  expect(parseDays('30', '-')).toBe(30 * 86_400_000);
  expect(parseDays('0.5', '-')).toBe(43_200_000);
  expect(['0', '4242', '65535'].map((text) => parsePort(text, '-'))).toEqual([0, 4242, 65535]);
});

it.each(['', 'x', '-1', '1e400', '10X'])('says which option has a wrong value: "%s"', (text) => {
  for (const parse of [parseDays, parsePort, parseSize]) {
    expect(() => parse(text, '--this')).toThrow(/^--this takes .*and ".*" is none\.$/);
  }
});

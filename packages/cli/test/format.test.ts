import { expect, it } from 'vitest';
import { formatAgo, formatDuration } from '../src/format/duration.ts';
import { formatBytes, formatMoney, formatShortCount } from '../src/format/number.ts';
import { span, truncateSpans } from '../src/format/span.ts';
import { argumentList, oneLine, printable } from '../src/format/text.ts';
import { textWidth, truncate, wrap } from '../src/format/width.ts';

it.each([
  [-1, '0 ms'],
  [0.04, '0.0 ms'],
  [9.94, '9.9 ms'],
  [9.96, '10 ms'],
  [999.4, '999 ms'],
  [999.6, '1.00 s'],
  [9_994, '9.99 s'],
  [12_345, '12.3 s'],
  [59_999, '1m 00s'],
  [125_000, '2m 05s'],
  [3_599_700, '1h 00m'],
  [3_725_000, '1h 02m'],
  [86_399_000, '1d 0h'],
  [100 * 3_600_000, '4d 4h'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it('says how long ago', () => {
  const now = Date.parse('2025-10-15T12:00:00Z');
  const ago = (ms: number) => formatAgo(now - ms, now);
  expect([ago(-5), ago(999), ago(12_000), ago(300_000)]).toEqual([
    'now',
    'now',
    '12s ago',
    '5m ago',
  ]);
  expect([ago(3 * 3_600_000), ago(49 * 3_600_000)]).toEqual(['3h ago', '2d ago']);
  expect(ago(40 * 86_400_000)).toMatch(/^2025-09-0\d$/);
});

it('formats counts, money and bytes', () => {
  expect([0, 9999, 12_345, 999_949, 999_950].map(formatShortCount)).toEqual([
    '0',
    '9999',
    '12.3k',
    '999.9k',
    '1.0M',
  ]);
  expect([0, 0.00001, 0.0123, 1.255, 12_345.6].map(formatMoney)).toEqual([
    '$0',
    '<$0.0001',
    '$0.0123',
    '$1.26',
    '$12,345.60',
  ]);
  expect([0, 1023, 1024, 5_000_000].map(formatBytes)).toEqual([
    '0 B',
    '1023 B',
    '1.0 KiB',
    '4.8 MiB',
  ]);
});

it('measures and cuts by columns', () => {
  expect([textWidth('abc'), textWidth('日本'), textWidth('é'), textWidth('👩‍👩‍👧')]).toEqual([
    3, 4, 1, 2,
  ]);
  expect(truncate('abcdef', 6)).toBe('abcdef');
  expect(truncate('abcdef', 5)).toBe('abcd…');
  expect(truncate('ab cdef', 4)).toBe('ab…');
  expect(truncate('日本語', 4)).toBe('日…');
  expect(truncate('abc', 0)).toBe('');
  expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
  expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  expect(wrap('日本語', 4)).toEqual(['日本', '語']);
});

it.each([3, 5, 6, 7, 9, 10])('cuts spans to %d columns', (columns) => {
  const spans = [span('abc', 'red'), span('def'), span('ghi', 'dim')];
  const cut = truncateSpans(spans, columns);
  const text = cut.map((each) => each.text).join('');
  expect(text).toBe(columns >= 9 ? 'abcdefghi' : `${'abcdefghi'.slice(0, columns - 1)}…`);
});

it('shows values like code, in one line', () => {
  expect(argumentList({ city: 'Paris', 'a-b': [1, null, { c: true }] })).toBe(
    'city: "Paris", "a-b": [1, null, {c: true}]',
  );
  expect(argumentList(undefined)).toBe('');
  expect(argumentList('free\ntext')).toBe('"free\\ntext"');
  expect(oneLine('  a\n\n b\tc ')).toBe('a b c');
  expect(oneLine({ list: Array.from({ length: 9999 }, (_, index) => index) }).length).toBeLessThan(
    2200,
  );
});

it('lets no recorded text steer the terminal', () => {
  const evil = 'a\u001b[2Jb\u001b]0;title\u0007c\u0007d\re\u009bf\u202eg\r\nh\ti';
  expect(printable(evil)).toBe('abcdeg\nh  i');
});

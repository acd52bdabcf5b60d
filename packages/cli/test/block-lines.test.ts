import { describe, expect, it } from 'vitest';
import { type Block, blockLines } from '../src/conversation/block-lines.ts';
import { widest } from './normalise.ts';

function shown(block: Omit<Block, 'label'>, options: { full?: boolean; wrap?: boolean } = {}) {
  const all = { width: 40, full: false, wrap: true, ...options };
  const lines = blockLines({ label: 'says', ...block }, all);
  return lines.map((line) => line.map(({ text }) => text).join('')).join('\n');
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}`).join('\n');

describe('a text that is longer than a person reads', () => {
  it.each([
    ['message', 10],
    ['code', 24],
    ['result', 8],
  ] as const)('of a %s shows its first %d lines', (kind, most) => {
    const text = shown({ text: numbered(100), kind });
    expect(text.split('\n')).toHaveLength(most + 1);
    expect(text).toContain(`line ${most}\n           … ${100 - most} more lines (--full)`);
    expect(shown({ text: numbered(most), kind })).not.toContain('--full');
  });

  it('that failed shows its end too', () => {
    const text = shown({ text: numbered(100), kind: 'failed' });
    expect(text).toContain('line 2\n           … 92 more lines (--full)\n           line 95');
    expect(text).toContain('line 100');
  });

  it('in one line shows how it begins', () => {
    const text = shown({ text: 'word '.repeat(1000), kind: 'message' });
    expect(text.split('\n')).toHaveLength(11);
    expect(text).toContain('… more of this line (--full)');
    expect(widest(text)).toBeLessThanOrEqual(40);
  });

  it('is shown whole where that is asked for, broken at the width or not', () => {
    const text = `${numbered(100)} ${'word '.repeat(50)}end`;
    expect(shown({ text, kind: 'message' }, { full: true, wrap: false })).toContain(
      `line 100 ${'word '.repeat(50)}end`,
    );
    expect(widest(shown({ text, kind: 'message' }, { full: true }))).toBeLessThanOrEqual(40);
  });

  it('of megabytes is not read whole', () => {
    const text = 'x'.repeat(50_000_000);
    for (const kind of ['message', 'code', 'failed'] as const) {
      expect(shown({ text, kind }).length).toBeLessThan(1000);
    }
  });
});

it('cuts long lines of code at the width, for their indentation says more than their end', () => {
  const text = `if x:\n    ${'call() + '.repeat(20)}`;
  expect(shown({ text, kind: 'code' })).toBe(
    '  says     if x:\n               call() + call() + call()…',
  );
});

it('puts a label that is too long above its text', () => {
  const lines = blockLines(
    { label: 'shared_memory_entry', text: 'a\nb', kind: 'aside' },
    { width: 40, full: false, wrap: true },
  );
  expect(
    lines.map((line) =>
      line
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    ),
  ).toEqual(['  shared_memory_entry', '           a', '           b']);
});

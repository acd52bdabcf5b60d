import { describe, expect, it, vi } from 'vitest';
import { attempt, inTime, runSkipped } from '../src/conformance-kit/run-case.ts';

const passed = { outcome: 'passed' } as const;

describe('an attempt', () => {
  it('closes what it worked with, whatever became of it', async () => {
    const close = vi.fn(async () => {});
    const error = new Error('broken');
    expect(await attempt({ close }, async () => passed)).toEqual(passed);
    expect(await attempt({ close }, () => Promise.reject(error))).toEqual({
      outcome: 'failed',
      error,
    });
    expect(close).toHaveBeenCalledTimes(2);
  });

  it('failed where the closing fails, with the first error that there was', async () => {
    const close = () => Promise.reject(new Error('not closed'));
    const error = { message: 'not closed' };
    expect(await attempt({ close }, async () => passed)).toMatchObject({
      outcome: 'failed',
      error,
    });
    const broken = attempt({ close }, () => Promise.reject(new Error('broken')));
    expect(await broken).toMatchObject({ outcome: 'failed', error: { message: 'broken' } });
  });
});

it('a case that does not end is named', async () => {
  await expect(inTime('topic/case', new Promise(() => {}), 1)).rejects.toThrow(
    /topic\/case .* 1 ms/,
  );
});

it('a case that does not end is no case that fails as its skip says', async () => {
  const end = () => inTime('topic/case', new Promise(() => {}), 1).then(() => passed);
  const run = () => attempt({ close: async () => {} }, end);
  await expect(runSkipped({ id: 'topic/case' }, run)).rejects.toThrow('did not end');
});

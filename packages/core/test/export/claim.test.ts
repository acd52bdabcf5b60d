import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { Claim, type ClaimOptions } from '../../src/export/claim.ts';
import { identifyWriter } from '../../src/pipeline/writer-identity.ts';

function claims(folder = tempDir()) {
  const gone = new Set<string>();
  const take = (id: string) => {
    const isGone: ClaimOptions['isGone'] = (other) => gone.has(other?.id ?? 'unreadable');
    const info = { ...identifyWriter(), sdkVersion: 'test', segment: 0 };
    return Claim.take({
      folder,
      destination: 'https://a/',
      writer: 'w',
      claimant: { id, info },
      isGone,
    });
  };
  return { take, gone, files: () => readdirSync(folder), folder };
}

it('is had by one at a time', () => {
  const { take, files } = claims();
  const first = take('a');
  expect(first).toBeDefined();
  expect(take('b')).toBeUndefined();
  first?.release();
  expect(files()).toEqual([]);
  expect(take('b')).toBeDefined();
});

it('is taken over from one that is gone, by one', () => {
  const { take, gone, files } = claims();
  const first = take('a');
  gone.add('a');
  const second = take('b');
  expect(second).toBeDefined();
  expect(take('c')).toBeUndefined();
  expect(files()).toHaveLength(1);
  // The first one lives after all: it takes nothing from the second.
  first?.touch();
  first?.release();
  expect(take('c')).toBeUndefined();
});

it('is not made by two who saw the same one gone', () => {
  const { take, gone, folder } = claims();
  take('a');
  gone.add('a');
  let other: Claim | undefined;
  const race = vi.spyOn(gone, 'has').mockImplementationOnce(() => {
    other = take('b');
    return true;
  });
  race.mockImplementation((id) => id === 'a');
  expect(take('c')).toBeUndefined();
  expect(other).toBeDefined();
  expect(readdirSync(folder)).toHaveLength(1);
});

it('that can not be read is asked about like any other', () => {
  const { take, gone, folder } = claims();
  writeFileSync(join(folder, `${encodeURIComponent('https://a/')}.w.claim.1`), '{"id"');
  expect(take('a')).toBeUndefined();
  gone.add('unreadable');
  expect(take('a')).toBeDefined();
});

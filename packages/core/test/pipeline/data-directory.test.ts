import { spawnSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { pathsOf, prepareDirectory } from '../../src/pipeline/data-directory.ts';

const source = new URL('../../src/pipeline/data-directory.ts', import.meta.url).href;

it('is made with all that it stands in, for its owner alone', () => {
  const directory = join(tempDir(), 'a', 'b');
  prepareDirectory(directory);
  prepareDirectory(directory);
  for (const path of [join(directory, '..'), directory, pathsOf(directory).spool]) {
    expect(statSync(path).mode & 0o777).toBe(0o700);
  }
});

it('is refused below a file', () => {
  const file = join(tempDir(), 'file');
  writeFileSync(file, '');
  expect(() => prepareDirectory(file)).toThrow('ENOTDIR');
});

// In a process of its own, which can be ended where it does not end.
it.runIf(existsSync('/proc/self'))(
  'is refused where the file system says that nothing is there',
  () => {
    const script = `import { prepareDirectory } from '${source}'; prepareDirectory('/proc/agentops/deep');`;
    const node = ['--input-type=module', '--eval', script];
    const { status, stderr } = spawnSync(process.execPath, node, {
      timeout: 30_000,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('ENOENT');
  },
);

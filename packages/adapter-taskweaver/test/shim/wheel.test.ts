import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pythonEnv } from '@agentops/testkit';
import { expect, test } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('../../../../scripts/build-wheel.js', import.meta.url));
// With pip, which `pack:all` needs, too.
const { python } = await pythonEnv({ name: 'a wheel', requirements: ['setuptools>=77'] });

test.skipIf(!python)('the wheel that pack:all builds can be installed, and run', async () => {
  const folder = tempDir();
  await run(process.execPath, [script, folder]);
  const wheels = globSync('*.whl', { cwd: folder }).filter((name) =>
    name.startsWith('agentops_taskweaver-'),
  );
  expect(wheels).toHaveLength(1);
  const target = join(folder, 'installed');
  const install = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-index',
    '--no-deps',
    '--target',
    target,
  ];
  await run(python as string, [...install, join(folder, wheels[0] as string)]);
  // All its files are there: also those that are only read, for the kernel.
  const program =
    'from agentops_taskweaver.hooks.plugin_calls import probe_code; print(len(probe_code()) > 5000)';
  const { stdout } = await run(
    python as string,
    ['-m', 'agentops_taskweaver', 'run', '-c', program],
    {
      cwd: folder,
      env: { ...process.env, PYTHONPATH: target },
    },
  );
  expect(stdout).toBe('True\n');
  const files = globSync('agentops_taskweaver/**/*.{py,typed}', { cwd: target });
  expect(files).toContain('agentops_taskweaver/py.typed');
  expect(
    globSync('agentops_taskweaver/**/*.{py,typed}', {
      cwd: fileURLToPath(new URL('../../python', import.meta.url)),
    }),
  ).toHaveLength(files.length);
});

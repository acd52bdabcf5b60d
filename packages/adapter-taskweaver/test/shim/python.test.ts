import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pythonEnv } from '@agentops/testkit';
import { expect, test } from 'vitest';

const cwd = fileURLToPath(new URL('../../python', import.meta.url));
const version = '2.4.1';
const bare = await pythonEnv({ name: 'unittest' });
const typed = await pythonEnv({ name: 'mypy', requirements: [`mypy==${version}`] });

function run(python: string | undefined, ...args: string[]) {
  return promisify(execFile)(python as string, ['-B', ...args], { cwd, maxBuffer: 1 << 26 });
}

/** Many of them start Python, twice. */
const timeout = 180_000;

test.skipIf(!bare.python)('the unit tests of the shim', { timeout }, async () => {
  const { stderr } = await run(bare.python, '-m', 'unittest', 'discover', '-t', '.', '-s', 'tests');
  expect(stderr).toMatch(/Ran \d{2,} tests[\s\S]*OK/);
});

test.skipIf(!typed.python)('its types, under mypy --strict', async () => {
  const { stdout } = await run(
    typed.python,
    '-m',
    'mypy',
    '--cache-dir=/dev/null',
    '--config-file',
    'pyproject.toml',
  );
  expect(stdout).toContain('no issues found');
});

test('its version is that of the npm package', () => {
  const { version } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  expect(readFileSync(`${cwd}/agentops_taskweaver/version.py`, 'utf8')).toContain(
    `__version__ = "${version}"`,
  );
});

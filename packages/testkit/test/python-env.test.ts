import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pythonEnv } from '../src/index.ts';

let cacheDirectory: string;

beforeEach(() => {
  cacheDirectory = mkdtempSync(join(tmpdir(), 'agentops-python-'));
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(cacheDirectory, { recursive: true, force: true });
});

const name = 'a test';
const hasPython = spawnSync('python3', ['-c', 'import venv, ensurepip']).status === 0;

describe.skipIf(!hasPython && !process.env.CI)('with a Python', () => {
  it('makes an environment once, whoever asks for it at the same time', async () => {
    const asked = Array.from({ length: 4 }, () => pythonEnv({ name, cacheDirectory }));
    const [first, ...others] = await Promise.all(asked);
    const python = first?.python as string;
    expect(others.map((env) => env.python)).toEqual([python, python, python]);
    expect(process.stderr.write).toHaveBeenCalledTimes(2);
    const prefix = execFileSync(python, ['-c', 'import sys; print(sys.prefix)'], {
      encoding: 'utf8',
    });
    expect(prefix.trim()).toBe(dirname(dirname(python)));
    expect(readdirSync(cacheDirectory).filter((entry) => !entry.includes('.lock'))).toHaveLength(1);
  });

  it('makes it anew where a killed run left half of one', async () => {
    const { python } = await pythonEnv({ name, cacheDirectory });
    const directory = dirname(dirname(python as string));
    rmSync(join(directory, 'ready'));
    rmSync(python as string);
    await pythonEnv({ name, cacheDirectory });
    expect(existsSync(python as string)).toBe(true);
  });

  it('says in one line what pip could not do', async () => {
    vi.stubEnv('CI', '');
    const requirements = [`${cacheDirectory}/none.whl`];
    const { python, reason } = await pythonEnv({ name, requirements, cacheDirectory });
    expect(python).toBeUndefined();
    expect(reason).toMatch(/^Python tests \(a test\) skipped: pip install .*none\.whl.*: .+$/);
  });
});

it('says in one line that there is no Python', async () => {
  vi.stubEnv('CI', '');
  const python = join(cacheDirectory, 'python3');
  const { reason } = await pythonEnv({ name, python, cacheDirectory });
  expect(reason).toMatch(/^Python tests \(a test\) skipped: no Python 3\.10 or newer as .*ENOENT$/);
  expect(process.stderr.write).toHaveBeenCalledWith(`${reason}\n`);
});

it('throws on CI, so that nothing is skipped unseen', async () => {
  vi.stubEnv('CI', 'true');
  const python = join(cacheDirectory, 'python3');
  await expect(pythonEnv({ name, python, cacheDirectory })).rejects.toThrow('no Python 3.10');
});

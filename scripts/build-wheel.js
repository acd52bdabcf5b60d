/** Writes the wheel of each Python shim to artifacts/, or to the folder that is named. Needs Python with pip; says so where there is none. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const artifacts = process.argv[2] ? resolve(process.argv[2]) : join(root, 'artifacts');
const python = process.platform === 'win32' ? 'python' : 'python3';

if (spawnSync(python, ['-m', 'pip', '--version']).status !== 0) {
  console.error(`No wheels were built: there is no ${python} with pip.`);
  process.exit(process.env.CI ? 1 : 0);
}
mkdirSync(artifacts, { recursive: true });
for (const path of globSync('packages/*/python/pyproject.toml', { cwd: root }).sort()) {
  // A copy: a build leaves its traces where it is made.
  const folder = mkdtempSync(join(tmpdir(), 'agentops-wheel-'));
  try {
    cpSync(join(root, dirname(path)), folder, { recursive: true });
    const flags = ['--quiet', '--disable-pip-version-check', '--no-input', '--no-deps'];
    const args = ['-m', 'pip', 'wheel', ...flags, '--wheel-dir', artifacts, folder];
    execFileSync(python, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    console.log(`built the wheel of ${dirname(path)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { hostCommand } from '../../src/run/host-command.ts';

const runner = join(import.meta.dirname, '../../python/agentops_taskweaver/__main__.py');

/** As it would be typed, with our runner shortened. */
function rewritten(words: readonly string[], path?: string): string {
  const { file, args } = hostCommand(words, path);
  return [file, ...args].map((word) => (word === runner ? 'OURS' : word)).join(' ');
}

test.each([
  ['python app.py --flag', 'python OURS run app.py --flag'],
  ['/venv/bin/python3.12 -u app.py -m x', '/venv/bin/python3.12 -u OURS run app.py -m x'],
  ['python -m taskweaver -p project', 'python OURS run -m taskweaver -p project'],
  ['python -mtaskweaver -p project', 'python OURS run -m taskweaver -p project'],
  ['python -Im taskweaver', 'python -I OURS run -m taskweaver'],
  ['python -uc print() a', 'python -u OURS run -c print() a'],
  ['python -W ignore -Xutf8 app.py', 'python -W ignore -Xutf8 OURS run app.py'],
  ['python -uX utf8 app.py', 'python -uX utf8 OURS run app.py'],
  ['python -Wmodule app.py', 'python -Wmodule OURS run app.py'],
  [
    'python --check-hash-based-pycs never app.py',
    'python --check-hash-based-pycs never OURS run app.py',
  ],
  ['python -u -- app.py', 'python -u OURS run app.py'],
  ['pypy3 app.py', 'pypy3 OURS run app.py'],
  ['py -3.11 app.py', 'py -3.11 OURS run app.py'],
  ['python --version', 'python --version'],
  ['python -u -h', 'python -u -h'],
  ['python -VV', 'python -VV'],
])('%s → %s', (typed, expected) => {
  expect(rewritten(typed.split(' '))).toBe(expected);
});

test.each(['python', 'python -u', 'python -', 'python -m', 'python -i'])(
  '%s has nothing to run',
  (typed) => {
    expect(() => hostCommand(typed.split(' '), undefined)).toThrow('needs a program to run');
  },
);

/** A folder on the PATH with this file in it. */
function folderWith(name: string, text: string, mode = 0o755): string {
  const folder = join(tempDir(), 'with a blank');
  mkdirSync(folder);
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), mode);
  return folder;
}

test.each([
  ['pip’s', '#!/venv/bin/python3\nimport sys\n', '/venv/bin/python3'],
  ['with an option', '#!/venv/bin/python -E\n', '/venv/bin/python -E'],
  ['of env', '#!/usr/bin/env python3\n', 'python3'],
  ['of env -S', '#!/usr/bin/env -S python3 -u\n', 'python3 -u'],
  ['pip’s, of a long path', `#!/bin/sh\n'''exec' "/a b/python" "$0" "$@"\n' '''\n`, '/a b/python'],
  ['uv’s, of a long path', `#!/bin/sh\n'''exec' '/a b/python3' "$0" "$@"\n' '''\n`, '/a b/python3'],
  ['without quotes', `#!/bin/sh\n'''exec' /ab/python "$0" "$@"\n' '''\n`, '/ab/python'],
])('a console script, %s', (_name, text, interpreter) => {
  const folder = folderWith('taskweaver', text);
  const file = join(folder, 'taskweaver');
  const path = `/nowhere:${folder}`;
  expect(rewritten(['taskweaver', '-p', 'x'], path)).toBe(`${interpreter} OURS run ${file} -p x`);
  expect(rewritten([file, '-p', 'x'])).toBe(`${interpreter} OURS run ${file} -p x`);
});

test('a shim of pyenv: what it stands for', () => {
  const real = join(folderWith('chainlit', '#!/versions/3.13/bin/python\n'), 'chainlit');
  const folder = folderWith('chainlit', '#!/usr/bin/env bash\nexec "pyenv" exec "$program" "$@"\n');
  writeFileSync(
    join(folder, 'pyenv'),
    `#!/bin/sh\n[ "$1 $2" = "which chainlit" ] && echo '${real}'\n`,
  );
  chmodSync(join(folder, 'pyenv'), 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  const shim = join(folder, 'chainlit');
  expect(rewritten(['chainlit', 'run', 'app.py'], folder)).toBe(
    `/versions/3.13/bin/python OURS run ${real} run app.py`,
  );
  writeFileSync(join(folder, 'pyenv'), '#!/bin/sh\nexit 1\n');
  expect(() => hostCommand([shim], folder)).toThrow('does not tell which file that is');
});

test('a script without an interpreter is run by python3', () => {
  const file = join(folderWith('app.py', 'print()\n', 0o644), 'app.py');
  expect(rewritten([file, 'x'])).toBe(`python3 OURS run ${file} x`);
});

test.each([
  ['a shell script', '#!/bin/bash\ntaskweaver\n'],
  ['a binary', '\u007fELF\u0000'],
  ['another interpreter', '#!/usr/bin/env node\n'],
])('%s is not started', (_name, text) => {
  const folder = folderWith('start', text);
  expect(() => hostCommand(['start'], folder)).toThrow('start is no Python program.');
});

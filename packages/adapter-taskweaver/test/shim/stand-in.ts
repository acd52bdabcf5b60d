/** Somebody else's copy of TaskWeaver, on PyPI under another name: where there is no checkout, better than nothing. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const standInVersion = '0.1.0';
const hash = 'ac65506bcd34927c94348cab93b068794068c8c2162da2cfdcf7058956a62718';

/** Into a folder for `PYTHONPATH`, without what it requires. It imports litellm, which nothing here uses. */
export async function installStandIn(python: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const list = join(folder, 'requirements.txt');
  await writeFile(list, `agentos-taskweaver==${standInVersion} --hash=sha256:${hash}\n`);
  const flags = ['--disable-pip-version-check', '--no-input', '--no-deps', '--require-hashes'];
  await promisify(execFile)(python, [
    '-m',
    'pip',
    'install',
    ...flags,
    '--target',
    folder,
    '-r',
    list,
  ]);
  await writeFile(join(folder, 'litellm.py'), '');
}

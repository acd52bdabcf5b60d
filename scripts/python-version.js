/** Gives the Python shims the versions of the npm packages that they are in. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
for (const path of globSync('packages/*/python/*/version.py', { cwd: root })) {
  const file = join(root, path);
  const { version } = JSON.parse(readFileSync(join(file, '../../../package.json'), 'utf8'));
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/__version__ = ".*"/, `__version__ = "${version}"`));
}

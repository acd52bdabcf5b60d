/** Writes every publishable package as a tarball to artifacts/, or to the folder that is named. Build first. */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const { devEngines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const artifacts = process.argv[2] ? resolve(process.argv[2]) : join(root, 'artifacts');
rmSync(artifacts, { recursive: true, force: true });
mkdirSync(artifacts, { recursive: true });

const names = [];
for (const path of globSync('packages/*/package.json', { cwd: root }).sort()) {
  const { name, private: isPrivate } = JSON.parse(readFileSync(join(root, path), 'utf8'));
  if (isPrivate) continue;
  names.push(name);
  removeStale(join(root, path, '..'));
}
const { name: manager, version } = devEngines.packageManager;
const filters = names.flatMap((name) => ['--filter', name]);
execFileSync(
  'npx',
  ['-y', `${manager}@${version}`, ...filters, 'pack', '--pack-destination', artifacts],
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
);
console.log(`packed ${names.join(', ')}`);

/** tsc leaves in dist what it made of sources that are gone. */
function removeStale(folder) {
  const outputs = globSync('dist/**/*.{js,d.ts,js.map,d.ts.map}', { cwd: folder });
  if (outputs.length === 0) throw new Error(`${folder} has no dist: run npm run build first`);
  for (const output of outputs) {
    const source = output.replace(/^dist/, 'src').replace(/\.(?:js|d\.ts)(?:\.map)?$/, '.ts');
    if (!existsSync(join(folder, source))) rmSync(join(folder, output));
  }
}

/** Writes every publishable package as a tarball to artifacts/. */
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';

const artifacts = new URL('../artifacts/', import.meta.url).pathname;
rmSync(artifacts, { recursive: true, force: true });
mkdirSync(artifacts);
for (const path of globSync('packages/*/package.json').sort()) {
  const { name, private: isPrivate } = JSON.parse(readFileSync(path, 'utf8'));
  if (isPrivate) continue;
  execFileSync('pnpm', ['--filter', name, 'pack', '--pack-destination', artifacts], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  console.log(`packed ${name}`);
}

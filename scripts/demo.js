/** `npm start`: a TaskWeaver-style agent is recorded, and then seen. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const example = new URL('examples/taskweaver-inversify/', root);
const { status } = spawnSync(process.execPath, ['dist/main.js', ...process.argv.slice(2)], {
  cwd: example,
  stdio: 'inherit',
  // Where `npm run agentops` looks.
  env: { AGENTOPS_DIR: fileURLToPath(new URL('.agentops', root)), ...process.env },
});
process.exit(status ?? 1);

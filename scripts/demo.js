/** Runs the demo: a TaskWeaver-style agent is recorded, and then seen. */
import { spawnSync } from 'node:child_process';

const example = new URL('../examples/taskweaver-inversify/', import.meta.url);
const { status } = spawnSync(process.execPath, ['dist/main.js', ...process.argv.slice(2)], {
  cwd: example,
  stdio: 'inherit',
});
process.exit(status ?? 1);

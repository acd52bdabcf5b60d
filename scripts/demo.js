/** `npm start`: a TaskWeaver-style agent is recorded through a collector, and then seen. `-- --keep` lets the collector run on. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runningCollector, startCollector } from '../packages/collector/dist/index.js';

const root = new URL('../', import.meta.url);
const cli = fileURLToPath(new URL('packages/cli/dist/main.js', root));
// Where `npm run agentops` looks.
const directory = process.env.AGENTOPS_DIR || fileURLToPath(new URL('.agentops', root));
const args = process.argv.slice(2);
const keeps = args.includes('--keep');

/** Where it can be asked, and what ends it. One that runs already is used, and goes on. */
async function collectorHere() {
  try {
    const collector = await startCollector({ directory });
    return { url: collector.url, close: () => collector.close() };
  } catch (error) {
    const url = error.code === 'AGENTOPS_STORE_IN_USE' && runningCollector(directory);
    if (!url) throw error;
    return { url, close: undefined };
  }
}

/** Its exit code. */
function run(cwd, ...command) {
  return new Promise((resolve) => {
    const env = { ...process.env, AGENTOPS_DIR: directory };
    const child = spawn(process.execPath, command, { cwd, stdio: 'inherit', env });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

const { url, close } = await collectorHere();
const example = new URL('examples/taskweaver-inversify/', root);
const options = args.filter((arg) => arg !== '--keep');
process.exitCode = await run(example, 'dist/main.js', ...options);
console.log('\n$ agentops sessions');
await run(root, cli, 'sessions', '--dir', directory);

if (!close) {
  console.log(`\nThe collector that was there listens at ${url}`);
} else if (keeps && process.exitCode === 0) {
  console.log(`\nThe collector listens at ${url} until Ctrl-C.`);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
  });
  await close();
} else {
  await close();
  console.log(`\nIt was recorded through a collector that listened at ${url}`);
  console.log('To start it again: npm run -s agentops -- up');
}

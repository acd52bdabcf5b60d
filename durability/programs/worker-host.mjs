// A host whose worker thread records: `node worker-host.mjs <way> <events>`.
import { setImmediate as turn } from 'node:timers/promises';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { createRecorder } from './recorder.mjs';

const [way, events] = process.argv.slice(2);

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { argv: [way, events] });
  worker.on('message', () => {
    if (way === 'terminate') void worker.terminate();
    if (way === 'exit') process.exit(0);
  });
} else {
  const { record } = await createRecorder(`worker: ${way}`);
  for (let n = 0; n < Number(events) || way === 'forever'; n++) {
    record(n);
    if (way === 'forever' && n % 10 === 0) await turn();
  }
  await turn();
  if (way === 'throw') throw new Error('nobody catches this');
  if (way === 'terminate' || way === 'exit') {
    setInterval(() => {}, 1000);
    parentPort.postMessage('recorded');
  }
}

// A host of two cluster children that record: `node cluster-host.mjs <way> <events>`.
import cluster from 'node:cluster';
import { setImmediate as turn } from 'node:timers/promises';
import { createRecorder } from './recorder.mjs';

const [way, events] = process.argv.slice(2);
const children = 2;

if (cluster.isPrimary) {
  let recorded = 0;
  for (let child = 0; child < children; child++) cluster.fork({ HOST_CHILD: String(child) });
  cluster.on('message', (worker) => {
    recorded++;
    if (way === 'child-killed') worker.process.kill('SIGKILL');
    if (way === 'primary-killed' && recorded === children) process.kill(process.pid, 'SIGKILL');
  });
} else {
  const { record } = await createRecorder(`cluster: ${way}`);
  const share = Number(events) / children;
  const first = share * Number(process.env.HOST_CHILD);
  for (let n = first; n < first + share || way === 'forever'; n++) {
    // Numbers of one child are even, of the other odd.
    record(way === 'forever' ? n * children + Number(process.env.HOST_CHILD) : n);
    if (way === 'forever' && n % 10 === 0) await turn();
  }
  await turn();
  if (way === 'natural') process.disconnect();
  else process.send('recorded');
}

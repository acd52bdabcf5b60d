// Records a finished and an open event, sends what it has, and waits to be killed.
import { AgentOps } from '@agentops/core';
import { OtlpExporter } from '../../dist/index.js';

const [directory, endpoint, sampleRate] = process.argv.slice(2);
const agentops = new AgentOps();
const exporter = new OtlpExporter({
  endpoint,
  name: 'there',
  sampleRate: Number(sampleRate),
  serviceName: 'killed-service',
  dialects: ['openinference'],
});
const session = agentops.init({ directory, exporters: [exporter], name: 'killed', tags: ['t'] });
session.startTool('finished', { arguments: 'first' }).end();
session.startTool('open', { arguments: 'only the start tells' });
await agentops.flush();
process.stdout.write('ready\n');
setInterval(() => {}, 1000);

// Records sessions with calls of tools, some of which fail, and goes on until it is killed.
import { AgentOps } from '@agentops/core';
import { OtlpExporter } from '../../src/index.ts';

const [directory = '', endpoint = ''] = process.argv.slice(2);
const exporter = new OtlpExporter({ endpoint, name: 'there' });
const agentops = new AgentOps();
agentops.init({ directory, logLevel: 'silent', autoStartSession: false, exporters: [exporter] });

for (let n = 0; ; n++) {
  const session = agentops.startSession({ name: `session ${n}`, tags: ['killed'] });
  const round = session.startAction('round');
  for (let call = 0; call < 10; call++) {
    const tool = session.startTool('call', { arguments: { n, call } });
    if (call % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    if (call % 4 === 3) tool.fail(new Error(`${call}`));
    else tool.end({ result: call });
  }
  round.end();
  session.end({ endState: 'Success' });
}

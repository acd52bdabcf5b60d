// Records sessions with calls of tools, says each thing on stdout when it is recorded, and goes on until it is killed.
import { writeSync } from 'node:fs';
import { AgentOps } from '@agentops/core';
import { AgentOpsExporter } from '../../src/index.ts';
import { apiKey } from './api-key.ts';

const [directory = '', endpoint = '', protocol] = process.argv.slice(2);
const exporter = new AgentOpsExporter({
  endpoint,
  apiKey,
  protocol: protocol === 'v2' ? 'v2' : 'v4',
  name: 'there',
});
const agentops = new AgentOps();
agentops.init({ directory, logLevel: 'silent', autoStartSession: false, exporters: [exporter] });

const say = (what: 'session' | 'tool' | 'error', name: string) => writeSync(1, `${what} ${name}\n`);

for (let n = 0; ; n++) {
  const session = agentops.startSession({ name: `session ${n}`, tags: ['killed'] });
  say('session', session.id);
  const round = session.startAction('round');
  for (let call = 0; call < 10; call++) {
    // Not every protocol carries an event's id.
    const name = `${process.pid}/${n}/${call}`;
    const tool = session.startTool(name, { arguments: { n, call } });
    say('tool', name);
    if (call % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    if (call % 4 === 3) {
      tool.fail(new Error(name));
      say('error', name);
    } else tool.end({ result: call });
  }
  round.end();
  session.end({ endState: 'Success' });
}

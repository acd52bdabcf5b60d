import { expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { AgentOps, InMemoryExporter } from '../../src/index.ts';

it('texts that are kept in files of their own come whole', async () => {
  const exporter = new InMemoryExporter();
  const agentops = new AgentOps();
  onTestFinished(() => agentops.shutdown());
  const session = agentops.init({
    directory: tempDir(),
    logLevel: 'silent',
    exporters: [exporter],
  });
  const long = 'a line of a long text\n'.repeat(20_000);
  session?.startTool('short').end();
  session?.startTool('long', { arguments: { text: long } }).end({ result: long });
  session?.startTool('short').end();
  expect(await agentops.flush()).toBe(true);
  expect(exporter.fold().events.map(({ name, ...event }) => [name, event])).toMatchObject([
    ['short', {}],
    ['long', { arguments: { text: long }, result: long }],
    ['short', {}],
  ]);
});

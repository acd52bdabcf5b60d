// Records as it is told, and sends to a destination.
import { AgentOps } from '@agentops/core';
import type { CreateExporter } from './case.ts';
import type { ChildOptions } from './child.ts';

async function record(given: ChildOptions): Promise<void> {
  const { create } = (await import(given.program)) as { create: CreateExporter };
  const exporter = create(given.endpoint, { captureContent: true, ...given.options });
  const agentops = new AgentOps();
  const session = agentops.init({
    directory: given.directory,
    logLevel: 'silent',
    exporters: [exporter],
  });
  for (let n = 0; n < given.events; n++) {
    session?.startTool(`tool ${n}`, { arguments: { n } }).end({ result: n });
    if (given.pauseMs && n >= (given.atOnce ?? 0))
      await new Promise((resolve) => setTimeout(resolve, given.pauseMs));
  }
  session?.end({ endState: 'Success' });
  if (given.end === 'flush') await agentops.flush();
}

void record(JSON.parse(process.argv[2] as string));

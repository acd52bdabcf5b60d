import { AgentOps } from '@agentops/core';
import { AgentOpsExporter } from '@agentops/exporter-agentops';
import { HttpExporter } from '@agentops/exporter-http';
import { OtlpExporter } from '@agentops/exporter-otlp';

// Has a destination: sends what it records, then records more and is killed before that is sent.
const [directory, kind, endpoint, protocol, rate] = process.argv.slice(2);
const sampleRate = Number(rate ?? 1);
const exporters = {
  agentops: () =>
    new AgentOpsExporter({
      endpoint,
      apiKey: '00000000-0000-4000-8000-000000000000',
      protocol,
      sampleRate,
    }),
  otlp: () => new OtlpExporter({ endpoint, sampleRate, serviceName: 'sender' }),
  http: () => new HttpExporter({ endpoint }),
};
const agentops = new AgentOps();
agentops.init({
  directory,
  exporters: [exporters[kind]()],
  autoStartSession: false,
  logLevel: 'silent',
});
const session = agentops.startSession({ name: 'killed' });
session.startTool('sent').end({ result: 1 });
await agentops.flush();
const usage = {
  inputTokens: 1_000_000,
  outputTokens: 100_000,
  cacheReadInputTokens: null,
  cacheCreationInputTokens: null,
  reasoningOutputTokens: null,
};
session.startLLM({ provider: 'openai', requestModel: 'gpt-4o-mini' }).end({ usage });
session.startTool('unsent').end({ result: 'c4n4ry' });
if (sampleRate < 1) {
  const other = agentops.startSession({ name: 'went well' });
  other.startTool('well').end();
  other.end({ endState: 'Success' });
}
process.kill(process.pid, 'SIGKILL');

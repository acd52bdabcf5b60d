import { AgentOps, type AgentOpsRecord, type Diagnostic, readSpool } from '@agentops/core';
import {
  type IngestReceiver,
  type IngestReceiverOptions,
  startIngestReceiver,
} from '@agentops/testkit/ingest-receiver';
import { onTestFinished } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { HttpExporter, type HttpExporterOptions } from '../src/index.ts';

export async function receiver(options?: IngestReceiverOptions): Promise<IngestReceiver> {
  const started = await startIngestReceiver(options);
  onTestFinished(() => started.close());
  return started;
}

/** An AgentOps that sends to these, with one open session. */
export function recordingTo(...exporters: HttpExporter[]) {
  const agentops = new AgentOps();
  const diagnostics: Diagnostic[] = [];
  agentops.onDiagnostic((diagnostic) => diagnostics.push(diagnostic));
  const directory = tempDir();
  const session = agentops.init({ directory, logLevel: 'silent', exporters });
  if (!session) throw new Error('no session');
  onTestFinished(() => agentops.shutdown());
  return {
    agentops,
    session,
    directory,
    messages: () => diagnostics.map(({ message }) => message),
    records: () => readSpool(directory).records as AgentOpsRecord[],
    /** Records so many finished tool calls. */
    record(count: number, fields: { arguments?: unknown } = {}) {
      for (let n = 0; n < count; n++) session.startTool(`tool ${n}`, fields).end();
    },
  };
}

export function exporterTo(endpoint: string, options: HttpExporterOptions = {}): HttpExporter {
  return new HttpExporter({ endpoint, ...options });
}

/** A record that no session made. */
export function record(seq: number, text = ''): AgentOpsRecord {
  const event = { id: `e${seq}`, type: 'tool' as const, arguments: text };
  return { v: 1, writer: 'w', seq, time: 1, kind: 'start', event };
}

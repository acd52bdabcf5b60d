import {
  AgentOps,
  type AgentOpsRecord,
  type Diagnostic,
  type Exporter,
  readSpool,
} from '@agentops/core';
import { onTestFinished } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';

/** An AgentOps that sends to these, with no session yet. */
export function recordingTo(...exporters: Exporter[]) {
  const agentops = new AgentOps();
  const directory = tempDir();
  const diagnostics: Diagnostic[] = [];
  agentops.onDiagnostic((diagnostic) => diagnostics.push(diagnostic));
  onTestFinished(() => agentops.shutdown());
  agentops.init({ directory, logLevel: 'silent', autoStartSession: false, exporters });
  return { agentops, directory, diagnostics };
}

/** The records of what this does, which are sent nowhere. */
export function recorded(record: (agentops: AgentOps) => void): AgentOpsRecord[] {
  const { agentops, directory } = recordingTo();
  record(agentops);
  return readSpool(directory).records as AgentOpsRecord[];
}

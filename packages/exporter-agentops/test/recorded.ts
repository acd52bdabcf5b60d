import { AgentOps, type AgentOpsRecord, readSpool } from '@agentops/core';
import { onTestFinished } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';

/** The records of what this does, which are sent nowhere. */
export function recorded(record: (agentops: AgentOps) => void): AgentOpsRecord[] {
  const agentops = new AgentOps();
  const directory = tempDir();
  onTestFinished(() => agentops.shutdown());
  agentops.init({ directory, logLevel: 'silent', autoStartSession: false });
  record(agentops);
  return readSpool(directory).records as AgentOpsRecord[];
}

import {
  AgentOps,
  type AgentOpsEvent,
  type Diagnostic,
  type Folded,
  fold,
  readSpool,
} from '@agentops/core';
import { sessionTree } from '@agentops/testkit';
import { onTestFinished } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';

/** An AgentOps of its own that records into a new folder. */
export function startRecording(options: { captureContent?: boolean } = {}) {
  const directory = tempDir();
  const agentops = new AgentOps();
  const diagnostics: Diagnostic[] = [];
  agentops.onDiagnostic((diagnostic) => diagnostics.push(diagnostic));
  agentops.init({ directory, autoStartSession: false, logLevel: 'silent', ...options });
  onTestFinished(() => agentops.shutdown());
  const records = () => readSpool(directory).records;
  const folded = (): Folded => fold(records());
  return { agentops, directory, diagnostics, records, folded };
}

export function tree(folded: Folded): string {
  return sessionTree(folded, { maxContent: 70 });
}

export function named<T extends AgentOpsEvent['type']>(
  folded: Folded,
  type: T,
  name?: string,
): Extract<AgentOpsEvent, { type: T }>[] {
  return folded.events.filter(
    (event): event is Extract<AgentOpsEvent, { type: T }> =>
      event.type === type && (name === undefined || event.name === name),
  );
}

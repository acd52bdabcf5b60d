import {
  AgentOps,
  type Diagnostic,
  type Exporter,
  type Folded,
  fold,
  type InitOptions,
  readSpool,
} from '@agentops/core';
import { onTestFinished } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';

/** An AgentOps that sends to these. */
export function recordingTo(exporters: readonly Exporter[], options: InitOptions = {}) {
  const agentops = new AgentOps();
  const diagnostics: Diagnostic[] = [];
  agentops.onDiagnostic((diagnostic) => diagnostics.push(diagnostic));
  const directory = options.directory ?? tempDir();
  agentops.init({
    autoStartSession: false,
    logLevel: 'silent',
    exporters,
    ...options,
    directory,
  });
  onTestFinished(() => agentops.shutdown());
  return {
    agentops,
    directory,
    diagnostics,
    recorded: (): Folded => fold(readSpool(directory).records),
  };
}

#!/usr/bin/env node
import { AgentOpsError } from '@agentops/core';
import { CliError } from './cli-error.ts';
import { nodeTooOld } from './node-version.ts';
import { createProgram } from './program.ts';
import { endQuietlyOnClosedPipe } from './terminal.ts';

endQuietlyOnClosedPipe();
try {
  const tooOld = nodeTooOld(process.version);
  if (tooOld) throw new CliError(tooOld);
  await createProgram().parseAsync();
} catch (error) {
  // What the parts throw by name says what to do, as this command's own errors do.
  if (!(error instanceof CliError) && !(error instanceof AgentOpsError)) throw error;
  process.stderr.write(`agentops: ${error.message}\n`);
  process.exitCode = error instanceof CliError ? error.exitCode : 1;
}

#!/usr/bin/env node
import { CliError } from './cli-error.ts';
import { createProgram } from './program.ts';
import { endQuietlyOnClosedPipe } from './terminal.ts';

endQuietlyOnClosedPipe();
try {
  await createProgram().parseAsync();
} catch (error) {
  if (!(error instanceof CliError)) throw error;
  process.stderr.write(`agentops: ${error.message}\n`);
  process.exitCode = error.exitCode;
}

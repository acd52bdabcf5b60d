#!/usr/bin/env node
import { relative } from 'node:path';
import { readArguments, usage } from './arguments.ts';
import { RunError } from './run-error.ts';
import { type HostRun, runHost } from './run-host.ts';

try {
  requireNode();
  const given = readArguments(process.argv.slice(2));
  if (given.help) process.stdout.write(usage);
  else leave(await runHost(given));
} catch (error) {
  if (!(error instanceof RunError)) throw error;
  say(error.message);
  process.exitCode = error.exitCode;
}

/** npx starts this on an older one too. Better no host than one that is not recorded. */
function requireNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return;
  throw new RunError(`this needs Node 22.12 or newer, and is run by ${process.version}.`, 2);
}

/** Ends as the host has ended. */
function leave(run: HostRun): void {
  for (const problem of run.problems) say(problem);
  // The host's own output may be read by a program.
  if (process.stderr.isTTY) say(summary(run));
  const { code, signal } = run.end;
  if (signal) process.kill(process.pid, signal);
  else process.exitCode = code ?? 1;
}

function summary({ streams, directory }: HostRun): string {
  const folder = relative('', directory) || '.';
  return streams.some(({ lines, state }) => lines > 0 || state === 'elsewhere')
    ? `recorded in ${folder}; npx @agentops/cli show last shows it.`
    : `nothing was recorded: that command has not used TaskWeaver.`;
}

function say(text: string): void {
  process.stderr.write(`agentops: ${text}\n`);
}

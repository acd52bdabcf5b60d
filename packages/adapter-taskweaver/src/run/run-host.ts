/** Runs the host's command, and records what the shim in it reports for as long as it runs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { followBridge, type StreamReport } from '@agentops/bridge';
import type { Diagnostic } from '@agentops/core';
import { taskweaverMapper } from '../bridge/bridge-mapper.ts';
import type { RunArguments } from './arguments.ts';
import { hostCommand } from './host-command.ts';
import { RunError } from './run-error.ts';

/** How the host ended, one of both. */
export interface HostEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface HostRun {
  end: HostEnd;
  /** Of the data directory. */
  directory: string;
  /** What was read meanwhile, of this host and maybe of others. */
  streams: readonly StreamReport[];
  /** What kept it from being recorded. */
  problems: readonly string[];
}

/** @throws RunError where the host can't be started, or nowhere be recorded */
export async function runHost(
  { command, directory: given, captureContent, estimateUsage }: RunArguments,
  env: NodeJS.ProcessEnv = process.env,
): Promise<HostRun> {
  const { file, args } = hostCommand(command, env.PATH);
  const directory = resolve(given ?? (env.AGENTOPS_DIR || '.agentops'));
  requireWritable(directory);
  const child = spawn(file, args, {
    stdio: 'inherit',
    env: {
      ...env,
      AGENTOPS_DIR: directory,
      ...(captureContent ? {} : { AGENTOPS_CAPTURE_CONTENT: 'false' }),
      ...(estimateUsage ? { AGENTOPS_ESTIMATE_USAGE: 'true' } : {}),
    },
  });
  const stopForwarding = forwardSignals(child);
  const problems: string[] = [];
  const mappers = [taskweaverMapper];
  const onDiagnostic = ({ level, message }: Diagnostic) => {
    if (level === 'error') problems.push(message);
  };
  try {
    const ended = endOf(child, file);
    const bridge = followBridge({ directory, mappers, captureContent, onDiagnostic });
    // What the host left when it ended is read in any case.
    const end = await ended.finally(() => bridge.close());
    return { end, directory, streams: bridge.report().streams, problems };
  } finally {
    stopForwarding();
  }
}

/** The shim would go on in a temporary directory, where nobody looks. */
function requireWritable(directory: string): void {
  const folder = join(directory, 'bridge');
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new RunError(
      `${directory} can't be written to (${code}). Name another folder with --dir or AGENTOPS_DIR.`,
      2,
    );
  }
}

/** `recursive` of Node never ends where the parent is there and still nothing can be made in it, as in `/proc`. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function endOf(child: ChildProcess, file: string): Promise<HostEnd> {
  const { promise, resolve, reject } = Promise.withResolvers<HostEnd>();
  child.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // Also of a signal that could not be sent.
    if (child.pid !== undefined) return;
    if (code === 'ENOENT') reject(new RunError(`${file} was not found.`, 127));
    else reject(new RunError(`${file} could not be started: ${message}.`, 126));
  });
  child.on('exit', (code, signal) => resolve({ code, signal }));
  return promise;
}

/** The terminal sends these to all that runs in it, the host included. */
const fromTerminal = ['SIGINT', 'SIGQUIT'] as const;
const forwarded = ['SIGTERM', 'SIGHUP', ...fromTerminal] as const;

/** Whether this process ends is the host's to say. Returns what takes the listeners off again. */
function forwardSignals(child: ChildProcess): () => void {
  const listener = (signal: NodeJS.Signals) => {
    const isThere = process.stdin.isTTY && fromTerminal.some((each) => each === signal);
    if (!isThere) child.kill(signal);
  };
  for (const signal of forwarded) process.on(signal, listener);
  return () => {
    for (const signal of forwarded) process.off(signal, listener);
  };
}

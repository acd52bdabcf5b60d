/** A scenario played by the real TaskWeaver. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { LlmServer, type Script, type SeenRequest } from './llm-server.ts';
import { type Run, type RunOptions, type Scenario, startHost } from './run-host.ts';
import { type Line, readLines } from './stream-lines.ts';
import { findTaskWeaver, type Host } from './taskweaver.ts';

const found = await findTaskWeaver();

/** Undefined where no TaskWeaver can be had: why was said on stderr. */
export const host: Host | undefined = 'reason' in found ? undefined : found;

export interface Played extends Run {
  lines: Line[];
  requests: SeenRequest[];
  /** Of the script, what nobody asked for. */
  left: number;
  folder: string;
}

type PlayOptions = Partial<Pick<RunOptions, 'shim' | 'env' | 'host'>>;

export async function play(
  script: Script,
  scenario: Scenario,
  options: PlayOptions = {},
): Promise<Played> {
  await using server = await LlmServer.start(script);
  const folder = liveFolder();
  const { child, ended } = startHost({
    host: host as Host,
    folder,
    server,
    scenario,
    ...options,
  });
  // A host that hangs would outlive the test.
  onTestFinished(() => void child.kill('SIGKILL'));
  const run = await ended;
  const { requests, left } = server;
  return { ...run, folder, requests, left, lines: readLines(run.directory) };
}

export function liveFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'agentops-taskweaver-'));
  // A kernel may still write for a moment.
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

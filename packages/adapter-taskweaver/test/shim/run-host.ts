/** Runs `host.py` through a scenario, with the shim or without. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LlmServer } from './llm-server.ts';
import { createProject, type Plugin } from './project.ts';
import type { Host } from './taskweaver.ts';

export interface Step {
  session?: string;
  message?: string;
  files?: readonly { name: string; path: string }[];
  raiseIn?: string;
  parallel?: readonly Step[];
  stop?: string;
  call?: string;
  alias?: string;
  stream?: boolean;
  embed?: readonly string[];
  exec?: string;
}

export interface Scenario {
  steps: readonly Step[];
  /** Of `taskweaver_config.json`. */
  settings?: Record<string, unknown>;
  /** What the program itself sets. */
  config?: Record<string, unknown>;
  /** Python that runs before TaskWeaver is imported, and after the app was made. */
  before?: string;
  after?: string;
}

export interface RunOptions {
  host: Host;
  folder: string;
  server: LlmServer;
  scenario: Scenario;
  /** Of the project. @default all */
  plugins?: readonly Plugin[];
  /** @default true */
  shim?: boolean;
  env?: Record<string, string>;
}

/** As `npx @agentops/adapter-taskweaver run` starts it. */
export const shim = fileURLToPath(
  new URL('../../python/agentops_taskweaver/__main__.py', import.meta.url),
);
const program = fileURLToPath(new URL('host.py', import.meta.url));

export interface HostTruth {
  rounds: {
    session: string;
    id: string;
    user_query: string;
    state: string;
    post_list: { id: string }[];
  }[];
  errors: { session?: string; type: string; message: string }[];
  values: unknown[];
}

export interface Run {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  truth: HostTruth | undefined;
  /** Where the shim wrote. */
  directory: string;
}

export function startHost({
  host,
  folder,
  server,
  scenario,
  plugins,
  shim: hooked = true,
  env,
}: RunOptions) {
  mkdirSync(folder, { recursive: true });
  const { settings, ...rest } = scenario;
  const project = createProject(join(folder, 'project'), server.url, settings, plugins);
  const directory = join(folder, '.agentops');
  const truth = join(folder, 'truth.json');
  const file = join(folder, 'scenario.json');
  writeFileSync(file, JSON.stringify({ ...rest, project, truth }));
  const args = [...(hooked ? [shim, 'run'] : []), program, file];
  const child = spawn(host.python, args, {
    cwd: folder,
    env: {
      ...process.env,
      PYTHONPATH: host.home,
      PYTHONDONTWRITEBYTECODE: '1',
      TASKWEAVER_USE_CONSOLE_LOGGING: 'false',
      AGENTOPS_DIR: directory,
      IPYTHONDIR: kernelProfile(folder),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => {
    said.stdout += data;
  });
  child.stderr.on('data', (data) => {
    said.stderr += data;
  });
  const ended = new Promise<Run>((resolve) => {
    child.on('close', (code, signal) =>
      resolve({ code, signal, ...said, truth: readTruth(truth), directory }),
    );
  });
  return { child: child as ChildProcess, ended, directory, said };
}

/**
 * Kernels whose output goes out when a cell ends, and not by the clock: TaskWeaver puts a line break between two pieces of it
 * (`code_executor.py`), wherever that is.
 */
function kernelProfile(folder: string): string {
  const startup = join(folder, 'ipython', 'profile_default', 'startup');
  mkdirSync(startup, { recursive: true });
  const text = 'import sys\nsys.stdout.flush_interval = sys.stderr.flush_interval = 600\ndel sys\n';
  writeFileSync(join(startup, 'flush.py'), text);
  return join(folder, 'ipython');
}

export function runHost(options: RunOptions): Promise<Run> {
  return startHost(options).ended;
}

function readTruth(path: string): HostTruth | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

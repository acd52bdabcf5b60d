import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export interface ChildResult {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface ChildOptions {
  args?: string[];
  execArgv?: string[];
  env?: Record<string, string>;
}

/** Starts a program of `test/fixtures`, which uses the built package. */
export function startChild(fixture: string, options: ChildOptions = {}) {
  const path = fileURLToPath(new URL(`./fixtures/${fixture}`, import.meta.url));
  const { args = [], execArgv = [], env = {} } = options;
  const child = spawn(process.execPath, [...execArgv, path, ...args], {
    env: { ...bareEnvironment(), ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output.stderr += text));
  return { child, output, ended: ending(child, output) };
}

export async function runChild(fixture: string, options?: ChildOptions): Promise<ChildResult> {
  return startChild(fixture, options).ended;
}

/** Resolves when the program has printed `text`. */
export async function printed(
  { child, output }: Pick<ReturnType<typeof startChild>, 'child' | 'output'>,
  text: string,
): Promise<void> {
  while (!output.stdout.includes(text)) {
    if (child.exitCode !== null) throw new Error(`it ended before: ${output.stderr}`);
    await Promise.race([
      once(child.stdout as NonNullable<typeof child.stdout>, 'data'),
      once(child, 'exit'),
    ]);
  }
}

async function ending(child: ChildProcess, output: { stdout: string; stderr: string }) {
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, ...output };
}

/** Without what belongs to AgentOps or to the test runner. */
function bareEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => !/^(AGENTOPS_|VITEST|NODE_OPTIONS)/.test(entry[0]),
    ),
  );
}

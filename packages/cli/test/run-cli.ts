import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The built command. */
export const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
}

/** Nothing of the environment that the tests run in. */
function cleanEnv(env: Record<string, string> = {}): Record<string, string> {
  return { PATH: process.env.PATH ?? '', TZ: 'UTC', ...env };
}

/** Runs the built command to its end. */
export function runCli(args: readonly string[], options: RunOptions = {}): Ran {
  const { cwd, env } = options;
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    env: cleanEnv(env),
    maxBuffer: 64 * 1024 * 1024,
    ...(cwd ? { cwd } : {}),
  });
  return { status, stdout, stderr };
}

/** The same while this process goes on, such as with a server in it. */
export async function runCliAsync(
  args: readonly string[],
  { env }: Pick<RunOptions, 'env'> = {},
): Promise<Ran> {
  const running = new RunningCli(args, env);
  const status = await running.ended;
  return { status, stdout: running.stdout, stderr: running.stderr };
}

export function runShell(command: string, env?: Record<string, string>): Ran {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    encoding: 'utf8',
    env: cleanEnv({ NODE: process.execPath, MAIN: main, ...env }),
  });
  return { status, stdout, stderr };
}

/** The command while it runs. */
export class RunningCli {
  readonly #child: ChildProcessWithoutNullStreams;
  /** Its exit code, when it has ended. */
  readonly ended: Promise<number | null>;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], env?: Record<string, string>) {
    this.#child = spawn(process.execPath, [main, ...args], { env: cleanEnv(env) });
    this.#child.stdout.on('data', (data) => {
      this.stdout += data;
    });
    this.#child.stderr.on('data', (data) => {
      this.stderr += data;
    });
    this.ended = new Promise((resolve) => this.#child.on('close', resolve));
    onTestFinished(() => void this.#child.kill('SIGKILL'));
  }

  get lines(): string[] {
    return this.stdout.split('\n').slice(0, -1);
  }

  async waitFor(text: string, timeoutMs = 30_000): Promise<void> {
    const until = Date.now() + timeoutMs;
    while (!this.stdout.includes(text)) {
      if (Date.now() > until)
        throw new Error(`"${text}" never came:\n${this.stdout}${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  closeStdin(): void {
    this.#child.stdin.end();
  }

  /** Its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    this.#child.kill(signal);
    return await this.ended;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** How a process ended, and what it said. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** It did not end by itself, and was killed. */
  hung: boolean;
}

export interface HostOptions {
  /** File name in `programs`. */
  program: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  /** What happens to it while it runs. */
  meanwhile?: ((host: RunningHost) => Promise<void>) | undefined;
}

export interface RunningHost {
  readonly child: ChildProcess;
  /** Resolves when it has printed this; rejects when it ended before. */
  printed(text: string): Promise<void>;
  tell(line: string): void;
}

/** Longer than anything that a host or its parent waits for (`untilReceived`). */
export const hangsAfterMs = 150_000;

/** Runs a host to its end, however that comes. */
export async function runHost(options: HostOptions): Promise<Ended> {
  const path = fileURLToPath(new URL(`../programs/${options.program}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...options.args], {
    env: { PATH: process.env.PATH ?? '', ...options.env },
    // A group of its own, so that its children can be ended with it.
    detached: true,
  });
  const ended: Ended = { code: null, signal: null, stdout: '', stderr: '', hung: false };
  child.stdout.setEncoding('utf8').on('data', (text) => (ended.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (ended.stderr += text));
  child.stdin.on('error', () => {});
  const closed = once(child, 'close');
  const printed = async (text: string) => {
    while (!ended.stdout.includes(text)) {
      const isOver = await Promise.race([once(child.stdout, 'data'), closed.then(() => true)]);
      if (isOver === true && !ended.stdout.includes(text)) {
        throw new Error(`the host ended before it said "${text}": ${ended.stderr}`);
      }
    }
  };
  const timer = setTimeout(
    () => {
      ended.hung = true;
      endGroup(child);
    },
    hangsAfterMs + Number(options.env.HOST_OUTAGE_MS ?? 0) * 4,
  );
  try {
    await options.meanwhile?.({ child, printed, tell: (line) => child.stdin.write(`${line}\n`) });
  } catch (error) {
    endGroup(child);
    throw error;
  }
  const [code, signal] = (await closed) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  return { ...ended, code, signal };
}

/** Also those that outlived the first of them. */
export function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // They are gone.
  }
}

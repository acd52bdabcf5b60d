import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const program = fileURLToPath(new URL('programs/live.js', import.meta.url));

/** A process with an open session, which does one step after the other as it is told. */
export async function startLiveProgram(directory: string) {
  const child = spawn(process.execPath, [program, directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return {
    pid: child.pid as number,
    tell: (step: 'start' | 'end' | 'finish') => void child.stdin.write(`${step}\n`),
    /** It kills itself with SIGKILL. */
    async kill() {
      child.stdin.write('kill\n');
      await once(child, 'exit');
    },
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';

/** Runs a program of this folder, in a process that does not outlive the test. */
export function runProgram(name: string, ...args: string[]) {
  const path = new URL(`./${name}`, import.meta.url).pathname;
  const child: ChildProcess = spawn(process.execPath, [path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH },
  });
  const ended = once(child, 'close');
  let output = '';
  let errors = '';
  child.stdout?.on('data', (data) => {
    output += data;
  });
  child.stderr?.on('data', (data) => {
    errors += data;
  });
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  return {
    pid: child.pid as number,
    lines: () => output.split('\n').slice(0, -1),
    errors: () => errors,
    ended,
    kill,
  };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const main = join(import.meta.dirname, '../../src/run/main.ts');
export const host = join(import.meta.dirname, 'host.py');

/** `agentops-taskweaver` with these words behind it, as it runs. */
export class Started {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  /** Nobody holds its output any more, the host included. */
  closed = false;

  constructor(words: readonly string[], directory: string, env: NodeJS.ProcessEnv = {}) {
    const { AGENTOPS_TEST_FULL, ...outer } = process.env;
    const inherited = { ...outer, AGENTOPS_DIR: directory, NODE_NO_WARNINGS: '1', ...env };
    this.child = spawn(process.execPath, [main, ...words], { env: inherited });
    this.child.stdout?.setEncoding('utf8').on('data', (text) => {
      this.stdout += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text) => {
      this.stderr += text;
    });
    this.child.on('close', () => {
      this.closed = true;
    });
    onTestFinished(() => void this.child.kill('SIGKILL'));
  }

  /** When all its output has come, also that of the host. */
  async ended(): Promise<{ code: number | null; signal: string | null }> {
    if (!this.closed) await once(this.child, 'close');
    return { code: this.child.exitCode, signal: this.child.signalCode };
  }
}

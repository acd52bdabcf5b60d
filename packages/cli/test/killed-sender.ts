import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const program = fileURLToPath(new URL('programs/sender.js', import.meta.url));

export type SenderKind = 'agentops' | 'otlp' | 'http';

/**
 * A process with a destination, killed when that has a part of what was recorded. With a `sampleRate` below 1 it also has a session that
 * went well.
 */
export async function runKilledSender(
  directory: string,
  kind: SenderKind,
  endpoint: string,
  protocol = 'v4',
  sampleRate = 1,
): Promise<void> {
  const args = [program, directory, kind, endpoint, protocol, String(sampleRate)];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
}

const child = fileURLToPath(new URL('programs/child.js', import.meta.url));

/** A process without a destination of its own, which joins the session that `env` names. */
export async function runChild(env: Readonly<Record<string, string>>): Promise<void> {
  const running = spawn(process.execPath, [child], {
    stdio: 'inherit',
    env: { PATH: process.env.PATH, ...env },
  });
  await once(running, 'exit');
}

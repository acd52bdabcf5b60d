import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when it holds. @throws Error that says what did not come to be in time */
export async function waitUntil(
  holds: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = 8000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > deadline)
      throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
    await sleep(5);
  }
}

export function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

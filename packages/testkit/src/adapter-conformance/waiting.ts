import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { waitUntil } from '../conformance-kit/waiting.ts';
import type { ScriptedProvider } from '../scripted-provider/scripted-provider.ts';

/** Resolves when the provider has nothing more to do for any request so far; does not wait long for one that hangs. */
export async function settled(provider: ScriptedProvider, timeoutMs = 1000): Promise<void> {
  await Promise.race([
    Promise.all(provider.requests.map((request) => request.ended)),
    sleep(timeoutMs, undefined, { ref: false }),
  ]);
}

/** Node gives `gc` only to who asks for it; asking late works. */
function exposedGc(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

/** Collects garbage until it holds: a finalizer runs some time after the collection. */
export async function collectUntil(
  holds: () => boolean | Promise<boolean>,
  what: string,
): Promise<void> {
  const gc = exposedGc();
  await waitUntil(
    async () => {
      gc();
      await sleep(5);
      return await holds();
    },
    `${what}, collecting garbage`,
    20_000,
  );
}

/** The rejections that nobody handled while this ran and for `settleMs` after. The test runner does not hear of them. */
export async function unhandledRejections(
  work: () => Promise<void>,
  settleMs = 50,
): Promise<unknown[]> {
  const reasons: unknown[] = [];
  const listener = (reason: unknown) => void reasons.push(reason);
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', listener);
  try {
    await work();
    await sleep(settleMs);
  } finally {
    process.off('unhandledRejection', listener);
    for (const other of others) process.on('unhandledRejection', other);
  }
  return reasons;
}

import { describeError } from '@agentops/core';
import { Bridge, type BridgeOptions } from './bridge.ts';
import type { BridgeReport } from './report.ts';

export interface FollowBridgeOptions extends BridgeOptions {
  /** Milliseconds between two looks. @default 200 */
  pollMs?: number;
}

/** A bridge that goes on until it is closed. It keeps the process alive. */
export interface BridgeFollower {
  report(): BridgeReport;
  /** Maps what is there, and stops. */
  close(): Promise<void>;
}

const touchMs = 30_000;
const pruneMs = 3600_000;
const longestPauseMs = 30_000;

/**
 * Records what hosts report, as they report it: what is there already, and then what comes, until it is closed. Several may follow one
 * directory: each stream is mapped by one of them, and by another where that one dies.
 */
export function followBridge({ pollMs = 200, ...options }: FollowBridgeOptions): BridgeFollower {
  const bridge = new Bridge(options);
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  let touchedAt = Date.now();
  let prunedAt = 0;
  let failures = 0;

  async function look(): Promise<boolean> {
    try {
      const isBusy = await bridge.look();
      keepHouse();
      failures = 0;
      return isBusy;
    } catch (error) {
      failures = Math.min(failures + 1, 8);
      options.onDiagnostic?.({
        level: 'error',
        code: 'bridge-unread',
        message: `What hosts report into ${options.directory} could not be read: ${describeError(error).message} It stays there, and is tried again.`,
      });
      return false;
    }
  }

  function keepHouse(): void {
    if (Date.now() - touchedAt > touchMs) {
      touchedAt = Date.now();
      bridge.touch();
    }
    if (Date.now() - prunedAt > pruneMs) {
      prunedAt = Date.now();
      bridge.prune();
    }
  }

  async function goOn(): Promise<void> {
    const start = performance.now();
    const isBusy = await look();
    if (closing) return;
    // It breathes in proportion to how long a look in vain takes.
    const pause = isBusy ? pollMs : Math.max(pollMs, 3 * (performance.now() - start));
    timer = setTimeout(
      () => {
        running = goOn();
      },
      Math.min(pause * 2 ** failures, longestPauseMs),
    );
  }

  async function close(): Promise<void> {
    clearTimeout(timer);
    await running;
    await look();
    bridge.close();
  }

  running = goOn();
  return {
    report: () => bridge.report(),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

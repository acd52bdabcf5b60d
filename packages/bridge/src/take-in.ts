import { Bridge, type BridgeOptions } from './bridge.ts';
import type { BridgeProgress, BridgeReport } from './report.ts';

export interface TakeInOptions extends BridgeOptions {
  onProgress?: (progress: BridgeProgress) => void;
}

/**
 * Records what hosts have reported and nobody has mapped yet, once: what is there when it is called. What another bridge maps is left
 * to it. Where nothing was ever reported it costs one look for the folder.
 *
 * @throws the file system's error where the folder can't be listed
 */
export async function takeIn({ onProgress, ...options }: TakeInOptions): Promise<BridgeReport> {
  const bridge = new Bridge(options);
  try {
    await bridge.look(onProgress);
    bridge.prune();
    return bridge.report();
  } finally {
    bridge.close();
  }
}

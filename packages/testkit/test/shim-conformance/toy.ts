import type { ShimUnderTest } from '../../src/index.ts';

const host = new URL('./python/toy_host.py', import.meta.url).pathname;

/** The toy shim, or one with a flaw, by the name of its class. */
export function toy(python: string, flaw = 'Shim'): ShimUnderTest {
  return {
    name: flaw,
    command: [python, host, flaw],
    env: { PYTHONDONTWRITEBYTECODE: '1' },
    heartbeatMs: 100,
  };
}

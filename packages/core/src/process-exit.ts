type ExitListener = (code: number) => void;

const listeners = new Set<ExitListener>();
let installed = false;

/**
 * Calls `listener` in the `exit` event: after a natural end, `process.exit()`, or an uncaught exception. There are no
 * signal handlers: what a signal does is the host's business, and a reader sees afterwards that the process is gone.
 * Returns a function that takes it back.
 */
export function onProcessExit(listener: ExitListener): () => void {
  if (!installed && typeof globalThis.process?.on === 'function') {
    installed = true;
    process.on('exit', (code) => {
      for (const each of listeners) each(code);
    });
  }
  listeners.add(listener);
  return () => listeners.delete(listener);
}

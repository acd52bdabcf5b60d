import { createServer } from 'node:net';

/** Below what any system lends by itself: Linux from 32768 on, macOS and Windows from 49152 on. */
const lowest = 20_000;
const highest = 29_999;
const tries = 100;

/**
 * A port of 127.0.0.1 that is free, and that the system gives to nobody who asks for any port. A server that is to go
 * away and come back listens there: a port that `listen(0)` gave can have become another process's meanwhile.
 *
 * @throws Error where a hundred ports in a row are taken
 */
export async function returnablePort(): Promise<number> {
  for (let tried = 0; tried < tries; tried++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest + 1));
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port between ${lowest} and ${highest} was found.`);
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

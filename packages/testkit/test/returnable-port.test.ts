import { createServer, type Server } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { returnablePort } from '../src/index.ts';

async function listening(port: number): Promise<Server> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

it('is given to nobody who asks for any port, and so a server can come back to it', async () => {
  const port = await returnablePort();
  const server = await listening(port);
  await expect(listening(port)).rejects.toThrow('EADDRINUSE');
  await new Promise((resolve) => server.close(resolve));
  const others = await Promise.all(Array.from({ length: 200 }, () => listening(0)));
  const given = others.map((other) => (other.address() as { port: number }).port);
  expect(Math.min(...given)).toBeGreaterThan(29_999);
  await listening(port);
});

it('differs each time', async () => {
  const ports = await Promise.all(Array.from({ length: 5 }, returnablePort));
  expect(new Set(ports).size).toBeGreaterThan(1);
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** An answer as it goes out. An array is sent as server-sent events. */
export type Canned = { body: object | string | Uint8Array; type?: string };

/** Answers each path with what it was given, for APIs that the scripted provider does not speak. */
export async function startCannedServer(answers: Record<string, Canned>): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const { body, type } = answers[request.url ?? ''] ?? { body: {} };
      if (Array.isArray(body)) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const events = body.map((event) => `data: ${JSON.stringify(event)}\n\n`);
        response.end(`${events.join('')}data: [DONE]\n\n`);
        return;
      }
      const raw = typeof body === 'string' || body instanceof Uint8Array;
      const bytes = Buffer.from(raw ? body : JSON.stringify(body));
      response.writeHead(200, {
        'content-type': type ?? 'application/json',
        'content-length': bytes.length,
      });
      response.end(bytes);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

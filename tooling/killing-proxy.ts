import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** When the sender dies: before its request is taken, while that is under way, or when it was taken and the answer is on its way. */
export type Moment = 'before' | 'meanwhile' | 'after';

export interface KillingProxy {
  url: string;
  /** Kills at the request of this number, counted from now. */
  arm(request: number, moment: Moment, kill: () => void): void;
}

const passedOn = ['content-type', 'content-encoding', 'authorization', 'x-agentops-api-key'];

/** Stands before a collector, and kills who sends to it. */
export async function killingProxy(collector: string): Promise<KillingProxy> {
  let left = 0;
  let moment: Moment = 'before';
  let kill = () => {};
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const now = --left === 0 ? moment : undefined;
    if (now === 'before') return kill();
    const headers = passedOn.flatMap((name): [string, string][] => {
      const value = request.headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    });
    const answering = fetch(collector + request.url, { method: 'POST', headers, body });
    if (now === 'meanwhile') kill();
    const answer = await answering;
    const text = await answer.text();
    if (now === 'after') kill();
    if (!now) response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arm(request, at, how) {
      left = request;
      moment = at;
      kill = how;
    },
  };
}

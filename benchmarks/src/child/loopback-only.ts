import { Socket } from 'node:net';

/** Hosts that something in this process wanted to reach, other than this machine. They were not reached. */
export const refusedHosts = new Set<string>();

/** Lets nothing in this process connect to another machine. */
export function stayOnLoopback(): void {
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    const [target] = args.flat() as [{ host?: string; port?: number } | undefined];
    if (typeof target === 'object' && target.host && !loopback.has(target.host)) {
      refusedHosts.add(target.host);
      // A connection that fails as connections do: nobody listens there.
      Object.assign(target, { host: '127.0.0.1', port: discardPort });
    }
    return Reflect.apply(connect, this, args);
  } as typeof connect;
}

const discardPort = 9;
const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

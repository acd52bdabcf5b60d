import { createServer, type RequestListener } from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { onTestFinished } from 'vitest';

/** An HTTP server on 127.0.0.1, for the test that asks for it. */
export async function httpServer(listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  onTestFinished(() => server.closeAllConnections());
  return await listening(server);
}

/** A server that is told of each connection, and has to speak for itself. */
export async function tcpServer(connected: (socket: Socket, index: number) => void): Promise<URL> {
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    sockets.push(socket);
    connected(socket, sockets.length - 1);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  return await listening(server);
}

/** An address where nobody listens. */
export async function nobody(host: string): Promise<URL> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return new URL(`http://${host}:${port}`);
}

async function listening(server: Server): Promise<URL> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return new URL(`http://127.0.0.1:${port}/in?x=1`);
}

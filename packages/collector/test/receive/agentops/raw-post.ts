import { createConnection } from 'node:net';

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** How many pieces of it came. */
  chunks: number;
}

/** Sends JSON over a socket of its own, to see in how many pieces the answer comes. */
export function rawPost(port: number, path: string, body: unknown): Promise<RawAnswer> {
  const json = JSON.stringify(body);
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'content-type: application/json',
    'trace-id: 1',
    `content-length: ${Buffer.byteLength(json)}`,
  ];
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1');
    let received = '';
    let chunks = 0;
    socket.on('error', reject);
    socket.on('data', (data) => {
      chunks++;
      received += data.toString('utf8');
      const [start = '', text] = received.split('\r\n\r\n', 2);
      const [first = '', ...lines] = start.split('\r\n');
      const headers = Object.fromEntries(
        lines.map((line) => {
          const colon = line.indexOf(':');
          return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
        }),
      );
      if (text === undefined || Buffer.byteLength(text) < Number(headers['content-length'])) return;
      socket.destroy();
      resolve({ status: Number(first.split(' ')[1]), headers, text, chunks });
    });
    socket.write(`${head.join('\r\n')}\r\n\r\n${json}`);
  });
}

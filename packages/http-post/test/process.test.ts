import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { tcpServer } from './server.ts';

it.each([
  ['says nothing', ''],
  ['begins an answer', 'HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nhalf'],
])('a process ends, whose time limit is an hour, although a destination %s', async (_, said) => {
  let closeInput = () => {};
  const url = await tcpServer((socket) => {
    socket.on('data', () => {
      if (said !== '') socket.write(said);
      closeInput();
    });
  });
  const path = fileURLToPath(new URL('./programs/post.ts', import.meta.url));
  const child = spawn(process.execPath, [path, url.href]);
  closeInput = () => child.stdin.end();
  let printed = '';
  child.stdout.on('data', (data) => (printed += data));
  const [code] = await once(child, 'close');
  expect({ code, printed }).toEqual({ code: 0, printed: '' });
});

/** Posts to an address, and has nothing else to do once its standard input is closed. */
import { Poster } from '../../src/index.ts';

const poster = new Poster({ timeoutMs: 3_600_000 });
poster.post(new URL(process.argv[2] ?? ''), { headers: {}, body: 'hello' }).then(
  ({ status }) => console.log(status),
  ({ message }) => console.log(message),
);
process.stdin.resume();

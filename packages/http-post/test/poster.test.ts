import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NoAnswerError, Poster, type PosterOptions } from '../src/index.ts';
import { httpServer, nobody, tcpServer } from './server.ts';

const post = { headers: {}, body: 'hello' };
const yes = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

function poster(options: Partial<PosterOptions> = {}): Poster {
  const made = new Poster({ timeoutMs: 30_000, ...options });
  onTestFinished(() => made.close());
  return made;
}

async function failureOf(promise: Promise<unknown>): Promise<NoAnswerError> {
  const error = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(NoAnswerError);
  return error;
}

describe('a request', () => {
  it('is a POST with these headers and this body', async () => {
    let got: unknown;
    const url = await httpServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      got = { method: request.method, url: request.url, headers: request.headers, body };
      response.end();
    });
    await poster().post(url, { headers: { 'X-Team': 'a' }, body: 'grün' });
    expect(got).toMatchObject({
      method: 'POST',
      url: '/in?x=1',
      headers: { 'x-team': 'a', 'content-length': '5' },
      body: Buffer.from('grün'),
    });
    expect(got).not.toHaveProperty('headers.content-encoding');
  });

  it('is compressed where that is asked for', async () => {
    let got: unknown;
    const url = await httpServer(async (request, response) => {
      const body = gunzipSync(Buffer.concat(await request.toArray())).toString();
      got = { encoding: request.headers['content-encoding'], body };
      response.end();
    });
    await poster().post(url, { ...post, gzip: true });
    expect(got).toEqual({ encoding: 'gzip', body: 'hello' });
  });

  it('can have a header that is none: that fails, and throws nothing else', async () => {
    const url = await nobody('127.0.0.1');
    const bad = { headers: { authorization: 'Bearer a\nb' }, body: '' };
    expect((await failureOf(poster().post(url, bad))).message).toContain('Invalid character');
  });

  it('uses the connection of the one before', async () => {
    const ports = new Set<number | undefined>();
    const url = await httpServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('ok');
    });
    const made = poster();
    for (let n = 0; n < 5; n++) await made.post(url, post);
    expect(ports.size).toBe(1);
  });
});

describe('an answer', () => {
  it('is given whatever its status; a redirect is not followed', async () => {
    const paths: (string | undefined)[] = [];
    const url = await httpServer((request, response) => {
      paths.push(request.url);
      response.writeHead(302, { location: '/elsewhere', 'content-type': 'text/plain' });
      response.end('over there');
    });
    expect(await poster().post(url, post)).toEqual({
      status: 302,
      contentType: 'text/plain',
      retryAfterMs: undefined,
      body: Buffer.from('over there'),
    });
    expect(paths).toEqual(['/in?x=1']);
  });

  it('that is huge is read to its end, and its beginning is kept', async () => {
    const size = 10_000_000;
    const url = await httpServer((_, response) => {
      response.end(Buffer.alloc(size, 'x'));
    });
    const made = poster({ maxAnswerBytes: 1000 });
    for (let n = 0; n < 2; n++) {
      const { status, body } = await made.post(url, post);
      expect({ status, length: body.length }).toEqual({ status: 200, length: 1000 });
    }
  });

  it('that comes before all was sent counts, and holds up no other', async () => {
    const url = await httpServer((request, response) => {
      // Reads on, as nginx does, but not to the end.
      request.once('data', () => {
        request.pause();
        response.writeHead(413).end('too large');
      });
    });
    const made = poster();
    for (let n = 0; n < 2; n++) {
      const { status, body } = await made.post(url, {
        headers: {},
        body: Buffer.alloc(20_000_000),
      });
      expect({ status, body: body.toString() }).toEqual({ status: 413, body: 'too large' });
    }
  });
});

describe('a connection that was closed while it was idle', () => {
  it('is no failure: the request goes out on a new one', async () => {
    const url = await tcpServer((socket, index) => {
      let requests = 0;
      socket.on('data', () => {
        requests++;
        // The first connection is closed just as it is used again.
        if (index === 0 && requests === 2) socket.resetAndDestroy();
        else socket.write(yes);
      });
    });
    const made = poster();
    for (let n = 0; n < 3; n++) {
      expect((await made.post(url, post)).status).toBe(200);
    }
  });

  it('is one where the next one breaks too: it is posted twice at most', async () => {
    const requests: number[] = [];
    const url = await tcpServer((socket, index) => {
      let isFirst = true;
      socket.on('data', () => {
        requests.push(index);
        if (index === 0 && isFirst) socket.write(yes);
        else socket.resetAndDestroy();
        isFirst = false;
      });
    });
    const made = poster();
    await made.post(url, post);
    await failureOf(made.post(url, post));
    expect(requests).toEqual([0, 0, 1]);
  });
});

describe('no answer', () => {
  it('because nobody listens rejects, and says at which addresses', async () => {
    const made = poster();
    for (const host of ['127.0.0.1', 'localhost']) {
      const { message, cause } = await failureOf(made.post(await nobody(host), post));
      expect(message).toMatch(
        new RegExp(`^http://${host}:\\d+ could not be reached: .*ECONNREFUSED`),
      );
      expect(cause).toBeInstanceOf(Error);
    }
  });

  it('of several addresses says why of each', () => {
    const cause = new AggregateError([new Error('one'), new Error('two')]);
    expect(new NoAnswerError(new URL('http://a:1/x?key=secret'), cause)).toMatchObject({
      message: 'http://a:1 could not be reached: one, two',
      code: 'AGENTOPS_NO_ANSWER',
    });
  });

  it.each([
    ['at all', ''],
    ['but its beginning', 'HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nhalf'],
  ])('in time %s rejects', async (_, beginning) => {
    const url = await tcpServer((socket) => {
      socket.on('data', () => void (beginning !== '' && socket.write(beginning)));
    });
    const { message } = await failureOf(poster({ timeoutMs: 50 }).post(url, post));
    expect(message).toContain('no answer within 0.05 s');
  });

  it('but half of one rejects, and is not asked for again: what was posted may have arrived', async () => {
    let requests = 0;
    const url = await tcpServer((socket) => {
      socket.on('data', () => {
        requests++;
        if (requests === 1) socket.write(yes);
        else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nhalf');
      });
    });
    const made = poster();
    await made.post(url, post);
    await failureOf(made.post(url, post));
    expect(requests).toBe(2);
  });

  it('but something that is no HTTP rejects', async () => {
    const url = await tcpServer((socket) => {
      socket.on('data', () => socket.write('SSH-2.0-x\r\n'));
    });
    expect((await failureOf(poster().post(url, post))).message).toContain('Parse Error');
  });

  it('because it was closed meanwhile rejects', async () => {
    const made = poster();
    const url = await tcpServer((socket) => void socket.on('data', () => made.close()));
    await failureOf(made.post(url, post));
  });
});

import { describe, expect, it } from 'vitest';
import { type Answer, excerptOf, isYes, Poster } from '../src/index.ts';
import { httpServer } from './server.ts';

const answer = (told: Partial<Answer>): Answer => ({
  status: 200,
  contentType: '',
  retryAfterMs: undefined,
  body: Buffer.alloc(0),
  ...told,
});

async function retryAfterMs(header: string | undefined): Promise<number | undefined> {
  const url = await httpServer((_, response) => {
    if (header !== undefined) response.setHeader('retry-after', header);
    response.writeHead(429).end();
  });
  const poster = new Poster({ timeoutMs: 30_000 });
  const { retryAfterMs: told } = await poster.post(url, { headers: {}, body: '' });
  poster.close();
  return told;
}

describe('retry-after', () => {
  it('is seconds', async () => {
    expect(await retryAfterMs('7')).toBe(7000);
    expect(await retryAfterMs('0.5')).toBe(500);
  });

  it('is a date', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const ms = await retryAfterMs(date);
    expect(ms).toBeGreaterThan(3_000_000);
    expect(ms).toBeLessThanOrEqual(3_600_000);
  });

  it.each([undefined, '', '0', '-5', 'soon', 'Mon, 01 Jan 2001 00:00:00 GMT'])(
    'says nothing where it is %j',
    async (header) => {
      expect(await retryAfterMs(header)).toBeUndefined();
    },
  );
});

describe('an excerpt', () => {
  it('is one line of 200 characters', () => {
    const body = Buffer.from(`  {\n  "error":\t"bad"${' x'.repeat(200)}`);
    const excerpt = excerptOf(answer({ body }));
    expect(excerpt).toMatch(/^\{ "error": "bad"[ x]+$/);
    expect(excerpt).toHaveLength(200);
  });

  it('of what is no text is what is text in it', () => {
    const body = Buffer.from('\x08\x03\x12\x06no key\xff\x00');
    expect(excerptOf(answer({ contentType: 'application/x-protobuf', body }))).toBe('no key');
  });
});

it.each([
  [199, false],
  [200, true],
  [299, true],
  [302, false],
  [500, false],
])('%d is a yes: %s', (status, yes) => {
  expect(isYes(answer({ status }))).toBe(yes);
});

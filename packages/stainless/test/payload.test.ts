import { expect, test } from 'vitest';
import { clientVersion } from '../src/host.ts';
import { readArray, readNumber, readObject, readString, serverAttributes } from '../src/payload.ts';

test('a payload of another shape than expected reads as empty, and never throws', () => {
  for (const odd of [undefined, null, 7, 'text', true]) {
    expect(readObject(odd)).toEqual({});
    expect(readArray(odd)).toEqual([]);
    expect(readNumber(odd)).toBe(odd === 7 ? 7 : null);
    expect(readString(odd)).toBe(odd === 'text' ? 'text' : undefined);
  }
  expect(readArray([{ a: 1 }, null, 'x'])).toEqual([{ a: 1 }, {}, {}]);
});

test('the server is read from the base URL, with the port that its scheme implies', () => {
  expect(serverAttributes('https://api.openai.com/v1')).toEqual({
    'server.address': 'api.openai.com',
    'server.port': 443,
  });
  expect(serverAttributes('http://127.0.0.1:8080')).toEqual({
    'server.address': '127.0.0.1',
    'server.port': 8080,
  });
  expect(serverAttributes('nonsense')).toEqual({});
  expect(serverAttributes(undefined)).toEqual({});
});

test("a client's version is read from the user agent that it sends", () => {
  expect(clientVersion({ getUserAgent: () => 'OpenAI/JS 7.57.0' })).toBe('7.57.0');
  expect(clientVersion({ getUserAgent: () => 'something else' })).toBeNull();
  expect(clientVersion({})).toBeNull();
  const broken = {
    getUserAgent() {
      throw new Error('no');
    },
  };
  expect(clientVersion(broken)).toBeNull();
});

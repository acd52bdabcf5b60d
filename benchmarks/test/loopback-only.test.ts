import { get } from 'node:http';
import { expect, test } from 'vitest';
import { refusedHosts, stayOnLoopback } from '../src/child/loopback-only.ts';

test('what wants to reach another machine fails, and is named', async () => {
  stayOnLoopback();

  await expect(fetch('https://fetch.example/')).rejects.toThrow('fetch failed');
  const failed = new Promise<Error>((resolve) => get('http://get.example/').on('error', resolve));
  expect((await failed).message).toContain('ECONNREFUSED');
  expect([...refusedHosts]).toEqual(['fetch.example', 'get.example']);
});

import { describe, expect, it } from 'vitest';
import { fingerprintOf } from '../src/index.ts';

describe('fingerprintOf', () => {
  it.each([
    ['Request 17 timed out after 30000 ms', 'Request 9 timed out after 1.5 ms'],
    ['no row 0190a5b2-0c1d-7e3f-8a4b-5c6d7e8f9a0b', 'no row 0190a5b2-0c1d-7e3f-8a4b-ffffffffffff'],
    ['at 0x7ffee4b2', 'at 0xdeadbeef'],
    ['commit 3f2a9c1bdeadbeef', 'commit 00ff00ff00ff00aa'],
    ["Column 'price' not found", "Column 'total amount' not found"],
    ['unexpected token "a" in JSON', 'unexpected token "" in JSON'],
    ['ENOENT: /home/ann/a.txt', 'ENOENT: /var/lib/other/b-2.json'],
    ['ENOENT: C:\\users\\ann\\a.txt', 'ENOENT: D:\\x\\b.txt'],
    ['GET https://a.example/x?y=1 failed', 'GET http://b.example failed'],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED 10.0.0.7:80'],
    ['two  words\n', 'two words'],
  ])('is the same for %j and %j', (one, other) => {
    expect(fingerprintOf('E', one)).toBe(fingerprintOf('E', other));
  });

  it.each([
    ['E', 'not found', 'E', 'not allowed'],
    ['TimeoutError', 'm', 'KeyError', 'm'],
    ['E', "can't open the file", 'E', "can't close the file"],
    ['E', 'decade', 'E', 'facade'],
  ])('tells %s: %s from %s: %s', (type, message, otherType, other) => {
    expect(fingerprintOf(type, message)).not.toBe(fingerprintOf(otherType, other));
  });

  it('is a hash and, for people, what the errors have in common', () => {
    expect(fingerprintOf('KeyError', "Column 'a' not in 3 rows")).toMatch(
      /^[0-9a-f]{12} KeyError: Column <text> not in <n> rows$/,
    );
  });

  it('is short, and quick, whatever the message is', () => {
    for (const message of [
      'a'.repeat(1e6),
      '"'.repeat(1e6),
      '/a'.repeat(5e5),
      '1.'.repeat(5e5),
      '\0\ud800',
    ]) {
      const fingerprint = fingerprintOf('E', message);
      expect(fingerprint.length).toBeLessThan(300);
      expect(fingerprint.isWellFormed()).toBe(true);
    }
  });
});

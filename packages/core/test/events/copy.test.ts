import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyPayload } from '../../src/events/copy.ts';

const copy = (value: unknown) => copyPayload(value).value;

/** A copy is JSON: writing it down and reading it loses nothing. */
function expectJson(value: unknown): void {
  expect(JSON.parse(JSON.stringify({ value }))).toEqual({ value });
}

describe('copyPayload', () => {
  it('copies plain JSON as it is, into objects of its own', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(copy(value)).toEqual(value);
        if (typeof value === 'object' && value !== null) expect(copy(value)).not.toBe(value);
      }),
    );
  });

  it('makes JSON of anything, and never throws', () => {
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withObjectString: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
    });
    fc.assert(
      fc.property(anything, (value) => {
        const copied = copy({ value });
        expect(() => JSON.stringify(copied)).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, unknown, unknown]>([
    ['a big number', 12n, '12'],
    ['no number', Number.NaN, 'NaN'],
    ['infinity', -Infinity, '-Infinity'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a function', () => 1, '[function]'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid date', new Date(Number.NaN), 'Invalid Date'],
    ['a map with texts as keys', new Map([['a', 1]]), { a: 1 }],
    ['a map with other keys', new Map([[1, 'a']]), [[1, 'a']]],
    ['a set', new Set([1, 'a']), [1, 'a']],
    ['bytes', new Uint8Array(3), '[Uint8Array: 3 bytes]'],
    ['a buffer', Buffer.from('abc'), '[Buffer: 3 bytes]'],
    ['an array buffer', new ArrayBuffer(8), '[ArrayBuffer: 8 bytes]'],
    ['an expression', /x/gi, '/x/gi'],
    ['a URL', new URL('https://example.com/?a=b'), 'https://example.com/?a=b'],
    ['a boxed text', Object('Hello'), 'Hello'],
    ['a boxed number', Object(7), 7],
    ['an array with holes', Object.assign([1], { 2: 3 }), [1, null, 3]],
    ['undefined in an array', [undefined], [null]],
    ['undefined in an object', { a: undefined, b: 1 }, { b: 1 }],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['a lone surrogate', 'a\ud800b', 'a\ud800b'],
  ])('makes JSON of %s', (_, value, expected) => {
    expect(copy(value)).toEqual(expected);
    expectJson(copy({ value }));
  });

  it('writes undefined alone as nothing', () => {
    expect(copy(undefined)).toBeUndefined();
  });

  it('copies an error with its name, message, stack, cause and own fields', () => {
    const error = Object.assign(new TypeError('broken', { cause: new Error('why') }), {
      code: 'E',
    });
    expect(copy(error)).toMatchObject({
      name: 'TypeError',
      message: 'broken',
      stack: expect.stringContaining('TypeError: broken'),
      code: 'E',
      cause: { message: 'why' },
    });
  });

  it('marks where an object contains itself, and copies one that stands in two places twice', () => {
    const shared = { n: 1 };
    const cyclic: Record<string, unknown> = { a: shared, b: shared };
    cyclic.self = cyclic;
    expect(copy(cyclic)).toEqual({ a: { n: 1 }, b: { n: 1 }, self: '[circular]' });
  });

  it('takes texts by reference, so that one of 50 MB costs nothing', () => {
    const text = 'x'.repeat(50 * 1024 * 1024);
    const { value, chars } = copyPayload({ text });
    expect((value as { text: string }).text === text).toBe(true);
    expect(chars).toBe(text.length);
  });

  it('does not see what the host does to its objects afterwards', () => {
    const payload = { list: [{ n: 1 }], map: new Map([['a', [1]]]) };
    const copied = copy(payload);
    payload.list[0] = { n: 2 };
    payload.list.push({ n: 3 });
    payload.map.get('a')?.push(2);
    expect(copied).toEqual({ list: [{ n: 1 }], map: { a: [1] } });
  });

  it('keeps a key that is called __proto__, and sets no prototype', () => {
    const copied = copy(JSON.parse('{"__proto__": {"polluted": true}, "a": 1}')) as object;
    expect(Object.keys(copied)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(copied)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('code of the host', () => {
  it('in a getter runs once, and what it throws is in the copy', () => {
    let runs = 0;
    const payload = {
      get counted() {
        return ++runs;
      },
      get broken() {
        throw new Error('do not read me');
      },
      after: 1,
    };
    expect(copy(payload)).toEqual({
      counted: 1,
      broken: '[unreadable: do not read me]',
      after: 1,
    });
    expect(runs).toBe(1);
  });

  it('in the getters of a class does not run, and its private fields stay private', () => {
    class Client {
      readonly region = 'eu';
      #key = 'private';
      get key() {
        throw new Error(this.#key);
      }
      method() {}
      field = () => 1;
    }
    expect(copy(new Client())).toEqual({ region: 'eu' });
  });

  it('in toJSON of a class runs once, also where it throws', () => {
    let runs = 0;
    class Model {
      toJSON() {
        runs++;
        return { kind: 'model', at: new Date(0) };
      }
    }
    class Broken {
      toJSON() {
        throw new Error('no');
      }
    }
    expect(copy([new Model(), new Broken()])).toEqual([
      { kind: 'model', at: '1970-01-01T00:00:00.000Z' },
      '[unreadable: no]',
    ]);
    expect(runs).toBe(1);
  });

  it('in a proxy may throw at every turn', () => {
    const handler = new Proxy(
      {},
      {
        get() {
          throw new Error('trap');
        },
      },
    );
    expect(copy({ proxy: new Proxy({}, handler) })).toEqual({ proxy: '[unreadable: trap]' });
    expect(copy({ proxy: new Proxy(class {}, handler) })).toEqual({ proxy: '[function]' });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(copy({ proxy })).toEqual({ proxy: expect.stringContaining('[unreadable: ') });
  });

  it('may throw things that are no errors, and that throw when they are looked at', () => {
    const thrown = {
      get message() {
        throw new Error('again');
      },
    };
    const payload = {
      get a() {
        throw thrown;
      },
      get b() {
        throw null;
      },
    };
    expect(copy(payload)).toEqual({ a: '[unreadable: error]', b: '[unreadable: null]' });
  });
});

describe('a payload without bounds', () => {
  it('is cut where it is too deep', () => {
    let deep: unknown = 'bottom';
    for (let depth = 0; depth < 100_000; depth++) deep = { deep };
    expect(JSON.stringify(copy(deep))).toContain('[too deep]');
  });

  it('is cut where it has too many objects', () => {
    const many = Array.from({ length: 200_000 }, (_, n) => ({ n }));
    const copied = copy(many) as unknown[];
    expect(copied.length).toBeLessThan(60_000);
    expect(copied.at(-1)).toBe('[too large]');
  });

  it('is cut where a list has no end: a sparse one of four billion, or a stream of getters', () => {
    const copied = copy(new Array(4_000_000_000)) as unknown[];
    expect(copied.length).toBeLessThan(1_100_000);
    expect(copied.at(-1)).toBe('[too large]');
  });

  it('is whole where it is large but bounded, such as an embedding', () => {
    const vector = Array.from({ length: 100_000 }, (_, n) => n / 7);
    expect(copy({ vector })).toEqual({ vector });
  });
});

describe('copyPayload of a payload like earlier ones', () => {
  const turn = (...contents: string[]) => ({
    model: 'm',
    messages: contents.map((content) => ({ role: 'user', content, tags: [{ a: 1 }] })),
  });
  type Turn = ReturnType<typeof turn>;
  const like = (value: unknown, ...known: unknown[]) => copyPayload(value, known).value as Turn;

  it('takes from them what is the same, whoever made it, and copies the rest', () => {
    const first = like(turn('a', 'b'));
    const second = like(turn('a', 'b', 'c'), first);
    expect(second).toEqual(turn('a', 'b', 'c'));
    expect(second.messages[0]).toBe(first.messages[0]);
    expect(second.messages[1]).toBe(first.messages[1]);
    expect(like(turn('a', 'b'), first)).toBe(first);
    expect(like(turn('a'), first)).toEqual(turn('a'));
  });

  it('finds the one of several conversations that it goes on from', () => {
    const one = like(turn('system', 'a', 'b'));
    const other = like(turn('system', 'x', 'y'), one);
    const next = like(turn('system', 'a', 'b', 'c'), other, one);
    expect(next).toEqual(turn('system', 'a', 'b', 'c'));
    expect(next.messages[2]).toBe(one.messages[2]);
  });

  it('sees a message that the host has changed in place', () => {
    const payload = turn('a', 'b');
    const before = like(payload);
    Object.assign(payload.messages[0] as object, { name: 'added' });
    (payload.messages[1] as { tags: unknown[] }).tags.push(2);
    expect(like(payload, before)).toEqual(payload);
    expect(before).toEqual(turn('a', 'b'));
    delete (payload.messages[0] as { role?: string }).role;
    expect(like(payload, before)).toEqual(payload);
  });

  it('is the same as a copy without them, of anything', () => {
    const json = fc.jsonValue({ noUnicodeString: false });
    fc.assert(
      fc.property(json, json, json, (value, a, b) => {
        expect(copyPayload({ value }, [{ value: a }, { value: b }])).toEqual(
          copyPayload({ value }),
        );
      }),
    );
    const named = JSON.parse('{"__proto__": {}, "toString": 1, "constructor": {"prototype": {}}}');
    for (const known of [{}, [], null, named, { constructor: {} }]) {
      expect(JSON.stringify(like(named, known))).toBe(JSON.stringify(named));
    }
  });

  it('runs code of the host once', () => {
    let reads = 0;
    const payload = {
      get text() {
        reads++;
        return `${reads}`;
      },
    };
    expect(like(payload, { text: '7' })).toEqual({ text: '1' });
    expect(reads).toBe(1);
  });
});

import { setTimeout } from 'node:timers/promises';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Session } from '../../src/session/session.ts';
import { withSessions } from '../recording.ts';

function one() {
  const setup = withSessions(1);
  return { ...setup, session: setup.sessions[0] as Session };
}

describe('a wrapped function', () => {
  it('does what the function does, and is recorded under its name', () => {
    const { agentops, recording } = one();
    const add = agentops.traceAction('add', (a: number, b: number) => a + b);
    expectTypeOf(add).toEqualTypeOf<(a: number, b: number) => number>();
    expect(add(1, 2)).toBe(3);
    expect(recording.read().event('add')).toMatchObject({
      type: 'action',
      actionType: 'function',
      status: 'ok',
      attribution: 'sole',
      input: [1, 2],
      output: 3,
    });
  });

  it('is a tool call with traceTool: one object stands for named arguments', () => {
    const { agentops, recording } = one();
    const read = agentops.traceTool('read', ({ path }: { path: string }) => [path]);
    read({ path: 'a.csv' });
    expect(recording.read().event('read')).toMatchObject({
      type: 'tool',
      kind: 'function',
      arguments: { path: 'a.csv' },
      result: ['a.csv'],
    });
  });

  it('keeps this, the name, the number of parameters, and default arguments', () => {
    const { agentops } = one();
    function greet(this: { greeting: string }, name: string, mark = '!') {
      return `${this.greeting} ${name}${mark}`;
    }
    const traced = agentops.traceAction('greet', greet);
    expect(traced.call({ greeting: 'Hello' }, 'world')).toBe('Hello world!');
    expect(traced.name).toBe('greet');
    expect(traced).toHaveLength(1);
  });

  it('records what it was called with, and not what it made of that', () => {
    const { agentops, recording } = one();
    const empty = agentops.traceTool('empty', (list: number[]) => list.splice(0));
    const list = [1, 2];
    const result = empty(list);
    list.push(3);
    result.push(4);
    expect(recording.read().event('empty')).toMatchObject({ arguments: [[1, 2]], result: [1, 2] });
  });

  it('puts what it calls under itself, also over awaits', async () => {
    const { agentops, recording } = one();
    const inner = agentops.traceTool('inner', () => {});
    const outer = agentops.traceAction('outer', async () => {
      inner();
      await setTimeout(1);
      agentops.traceTool('later', () => {})();
    });
    await outer();
    const read = recording.read();
    expect(read.event('inner').parentId).toBe(read.event('outer').id);
    expect(read.event('later').parentId).toBe(read.event('outer').id);
    expect(read.event('outer').parentId).toBeUndefined();
  });

  it('that is async resolves to the same, and ends when it does', async () => {
    const { agentops, recording } = one();
    const result = { rows: 3 };
    const slow = agentops.traceTool('slow', async () => {
      await setTimeout(5);
      return result;
    });
    const promise = slow();
    expect(promise).toBeInstanceOf(Promise);
    expect(recording.read().event('slow').status).toBe('running');
    expect(await promise).toBe(result);
    const { startTime, endTime, status } = recording.read().event('slow');
    expect(status).toBe('ok');
    expect((endTime as number) - startTime).toBeGreaterThanOrEqual(4);
  });

  it('hands on objects whose properties throw when they are looked at', () => {
    const { agentops, recording } = one();
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error('do not touch');
        },
        getPrototypeOf() {
          throw new Error('do not touch');
        },
      },
    );
    const result = agentops.traceTool('hostile', (_: object) => hostile)(hostile);
    expect(result === hostile).toBe(true);
    expect(recording.read().event('hostile')).toMatchObject({
      status: 'ok',
      result: '[unreadable: do not touch]',
    });
  });
});

describe('a lazy promise', () => {
  /** As the promises of LLM clients are: the work starts when somebody asks for the result. */
  class Lazy<T> extends Promise<T> {
    started = 0;
    readonly #work: () => Promise<T>;
    constructor(work: () => Promise<T>) {
      super((resolve) => resolve(undefined as T));
      this.#work = work;
    }
    // biome-ignore lint/suspicious/noThenProperty: it is a promise
    override then<A = T, B = never>(
      onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
      onRejected?: ((error: unknown) => B | PromiseLike<B>) | null,
    ): Promise<A | B> {
      this.started++;
      return this.#work().then(onFulfilled, onRejected);
    }
    asResponse() {
      return 'response';
    }
  }

  it('is handed on itself, with all that it can, and not started', async () => {
    const { agentops, recording } = one();
    const lazy = new Lazy(async () => 'value');
    const returned = agentops.traceAction('lazy', () => lazy)();
    await setTimeout(1);
    expect(returned).toBe(lazy);
    expect(returned.asResponse()).toBe('response');
    expect(lazy.started).toBe(0);
    expect(recording.read().event('lazy').status).toBe('running');
    expect(await returned).toBe('value');
    expect(lazy.started).toBe(1);
    expect(recording.read().event('lazy')).toMatchObject({ status: 'ok', output: 'value' });
  });

  it('that rejects does so with its own error', async () => {
    const { agentops, recording } = one();
    const error = new Error('later');
    const fail = agentops.traceAction('lazy', () => new Lazy(() => Promise.reject(error)));
    await expect(fail()).rejects.toBe(error);
    expect(await fail().catch((caught) => caught)).toBe(error);
    expect(recording.read().events.filter(({ type }) => type === 'action')).toMatchObject([
      { status: 'error' },
      { status: 'error' },
    ]);
  });
});

describe('a wrapped generator', () => {
  it('yields and returns the same, and is recorded with what it yielded', () => {
    const { agentops, recording } = one();
    const count = agentops.traceTool('count', function* (to: number): Generator<number, string> {
      for (let n = 1; n <= to; n++) yield n;
      return 'done';
    });
    const generator = count(3);
    expect(recording.read().event('count').status).toBe('running');
    expect([...generator]).toEqual([1, 2, 3]);
    expect(recording.read().event('count')).toMatchObject({
      status: 'ok',
      arguments: [3],
      result: [1, 2, 3, 'done'],
    });
  });

  it('takes what is sent into it, by next and by throw', () => {
    const { agentops } = one();
    const echo = agentops.traceAction('echo', function* (): Generator<string, string, string> {
      try {
        return `got ${yield 'ready'}`;
      } catch (error) {
        return `caught ${(error as Error).message}`;
      }
    });
    const first = echo();
    first.next();
    expect(first.next('x')).toEqual({ done: true, value: 'got x' });
    const second = echo();
    second.next();
    expect(second.throw(new Error('y'))).toEqual({ done: true, value: 'caught y' });
  });

  it('that is broken off ends as cancelled, with what it yielded until then', () => {
    const { agentops, recording } = one();
    let cleaned = false;
    const count = agentops.traceTool('count', function* () {
      try {
        for (let n = 1; ; n++) yield n;
      } finally {
        cleaned = true;
      }
    });
    for (const n of count()) if (n === 2) break;
    expect(cleaned).toBe(true);
    expect(recording.read().event('count')).toMatchObject({ status: 'cancelled', result: [1, 2] });
  });

  it('that throws half-way keeps what it yielded, and throws the same error', () => {
    const { agentops, recording } = one();
    const error = new Error('half-way');
    const count = agentops.traceTool('count', function* () {
      yield 1;
      throw error;
    });
    expect(() => [...count()]).toThrow(error);
    expect(recording.read().event('count')).toMatchObject({ status: 'error', result: [1] });
  });

  it('that is async behaves the same over its awaits', async () => {
    const { agentops, recording } = one();
    const error = new Error('half-way');
    const stream = agentops.traceTool('stream', async function* (fails: boolean) {
      yield 'a';
      await setTimeout(1);
      agentops.traceAction('inside', () => {})();
      if (fails) throw error;
      yield 'b';
    });
    const all: string[] = [];
    for await (const value of stream(false)) all.push(value);
    expect(all).toEqual(['a', 'b']);
    const read = recording.read();
    expect(read.event('stream')).toMatchObject({ status: 'ok', result: ['a', 'b'] });
    expect(read.event('inside').parentId).toBe(read.event('stream').id);

    const failing = stream(true);
    await failing.next();
    await expect(failing.next()).rejects.toBe(error);
    for await (const _ of stream(false)) break;
    const statuses = recording.read().events.filter(({ name }) => name === 'stream');
    expect(statuses.map(({ status }) => status)).toEqual(['ok', 'error', 'cancelled']);
  });

  it('is pulled no further than the host pulls it', () => {
    const { agentops } = one();
    let pulled = 0;
    const count = agentops.traceTool('count', function* () {
      for (;;) yield ++pulled;
    });
    const generator = count();
    expect(pulled).toBe(0);
    generator.next();
    expect(pulled).toBe(1);
  });
});

describe('a wrapper while there are several sessions', () => {
  it('never throws into the function that it wraps', () => {
    const { recording, agentops, sessions } = withSessions(2);
    const traced = agentops.traceAction('traced', () => 'value');
    expect(traced()).toBe('value');
    expect(sessions[1]?.run(() => traced())).toBe('value');
    expect(recording.read().events.map(({ attribution }) => attribution)).toEqual([
      'none',
      'context',
    ]);
  });

  it('never throws while there is none either', () => {
    const { recording, agentops } = withSessions(0);
    expect(agentops.traceAction('traced', () => 'value')()).toBe('value');
    expect(recording.read().event('traced').attribution).toBe('none');
  });
});

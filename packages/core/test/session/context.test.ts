import { setImmediate, setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { withSessions } from '../recording.ts';

/** `note(name)` records an action wherever the code is that calls it. */
function noting(count = 2) {
  const setup = withSessions(count);
  const note = (name: string) => setup.agentops.traceAction(name, () => {})();
  /** Names of the actions, each with the name of its session. */
  const notes = () => {
    const { events, session } = setup.recording.read();
    return events.map((event) => `${event.name}: ${session(event.sessionId as string).name}`);
  };
  return { ...setup, note, notes };
}

describe('session.run', () => {
  it('returns what the function returns, and throws what it throws', async () => {
    const { sessions } = noting();
    const error = new Error('mine');
    const promise = Promise.resolve(1);
    expect(sessions[0]?.run(() => 'value')).toBe('value');
    expect(sessions[0]?.run(() => promise)).toBe(promise);
    expect(() =>
      sessions[0]?.run(() => {
        throw error;
      }),
    ).toThrow(error);
  });

  it('holds over awaits, timers, microtasks and callbacks that start inside', async () => {
    const { sessions, note, notes } = noting();
    await sessions[0]?.run(async () => {
      await setImmediate();
      note('after await');
      await setTimeout(1);
      note('after timer');
      queueMicrotask(() => note('microtask'));
      await new Promise<void>((resolve) => {
        process.nextTick(() => {
          note('next tick');
          resolve();
        });
      });
    });
    expect(notes()).toEqual(
      [
        'after await: session 1',
        'after timer: session 1',
        'microtask: session 1',
        'next tick: session 1',
      ].sort((a, b) => notes().indexOf(a) - notes().indexOf(b)),
    );
  });

  it('nests: the inner session holds inside, and the outer one afterwards', () => {
    const { sessions, note, notes } = noting();
    const [a, b] = sessions;
    a?.run(() => {
      note('outer');
      b?.run(() => note('inner'));
      note('outer again');
    });
    expect(notes()).toEqual(['outer: session 1', 'inner: session 2', 'outer again: session 1']);
  });

  it('names the agent of what is recorded inside', () => {
    const { recording, sessions, note } = noting();
    const agent = sessions[0]?.createAgent({ name: 'Planner' });
    sessions[0]?.run(() => note('action'), { agent: agent as never });
    expect(recording.read().event('action').agent).toEqual(agent);
  });

  it('puts what an event runs under that event', async () => {
    const { recording, sessions, note } = noting();
    const round = sessions[0]?.startAction('round');
    await round?.run(async () => {
      await setImmediate();
      note('post');
    });
    round?.end();
    const read = recording.read();
    expect(read.event('post').parentId).toBe(read.event('round').id);
  });

  it('binds a generator: each next, return and throw runs in it, whoever pulls', () => {
    const { sessions, note, notes } = noting();
    const [a, b] = sessions;
    const generator = a?.run(function* () {
      try {
        note('first pull');
        yield 1;
        note('second pull');
        yield 2;
      } finally {
        note('return');
      }
    }) as Generator<number>;
    b?.run(() => {
      generator.next();
      generator.next();
      generator.return(0);
    });
    expect(notes()).toEqual([
      'first pull: session 1',
      'second pull: session 1',
      'return: session 1',
    ]);
  });

  it('binds the throw of a generator', () => {
    const { sessions, note, notes } = noting();
    const generator = sessions[0]?.run(function* () {
      try {
        yield 1;
      } catch {
        note('caught');
      }
    }) as Generator<number>;
    generator.next();
    sessions[1]?.run(() => generator.throw(new Error('x')));
    expect(notes()).toEqual(['caught: session 1']);
  });

  it('binds an async generator over its awaits, whoever pulls', async () => {
    const { sessions, note, notes } = noting();
    const generator = sessions[0]?.run(async function* () {
      note('first pull');
      yield 1;
      await setImmediate();
      note('second pull');
      yield 2;
    }) as AsyncGenerator<number>;
    await sessions[1]?.run(async () => {
      const values: number[] = [];
      for await (const value of generator) values.push(value);
      expect(values).toEqual([1, 2]);
    });
    expect(notes()).toEqual(['first pull: session 1', 'second pull: session 1']);
  });

  it('keeps a generator what it was', () => {
    const { sessions } = noting();
    function* numbers(): Generator<number> {
      yield 1;
    }
    const generator = sessions[0]?.run(numbers) as Generator<number>;
    expect(Object.getPrototypeOf(generator)).toBe(numbers.prototype);
    expect(generator[Symbol.iterator]()).toBe(generator);
    expect(Object.keys(generator)).toEqual([]);
    expect([...generator]).toEqual([1]);
  });

  it('hands on objects that throw when they are looked at, and generators that are frozen', () => {
    const { sessions } = noting();
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error('do not touch');
        },
      },
    );
    expect(sessions[0]?.run(() => hostile) === hostile).toBe(true);
    const frozen = Object.freeze(
      (function* () {
        yield 1;
      })(),
    );
    expect([...(sessions[0]?.run(() => frozen) ?? [])]).toEqual([1]);
  });
});

describe('the context of a call', () => {
  it('is that of the call, not that of the first pull', () => {
    const { agentops, sessions, recording } = noting();
    const traced = agentops.traceAction('stream', function* () {
      yield 1;
    });
    const generator = sessions[0]?.run(() => traced()) as Generator<number>;
    sessions[1]?.run(() => [...generator]);
    expect(recording.read().event('stream').sessionId).toBe(sessions[0]?.id);
  });

  it('is that in which a web stream was made, whoever reads it', async () => {
    const { sessions, note, notes } = noting();
    const stream = sessions[0]?.run(
      () =>
        new ReadableStream<number>({
          async pull(controller) {
            await setImmediate();
            note('pull');
            controller.enqueue(1);
          },
        }),
    ) as ReadableStream<number>;
    await sessions[1]?.run(async () => {
      const reader = stream.getReader();
      await reader.read();
      await reader.read();
      await reader.cancel();
    });
    expect(new Set(notes())).toEqual(new Set(['pull: session 1']));
  });

  it('is that in which a timer was set', async () => {
    const { sessions, note, notes } = noting();
    const timers = sessions.map((session) =>
      session.run(() => setTimeout(2).then(() => note(`of ${session.name}`))),
    );
    await sessions[0]?.run(() => Promise.all(timers));
    expect(notes().sort()).toEqual(['of session 1: session 1', 'of session 2: session 2']);
  });
});

describe('two sessions that run at the same time', () => {
  it('never mix over awaits, generators and streams', async () => {
    const { sessions, note, recording } = noting();
    const work = async (label: string) => {
      const stream = new ReadableStream<number>({
        async pull(controller) {
          await setImmediate();
          note(`${label} pull`);
          controller.enqueue(1);
        },
      });
      const numbers = async function* () {
        for (let index = 0; index < 5; index++) {
          await setTimeout(Math.random() * 3);
          note(`${label} yield`);
          yield index;
        }
      };
      const reader = stream.getReader();
      for await (const _ of numbers()) {
        note(`${label} loop`);
        await reader.read();
        await setImmediate();
      }
      await reader.cancel();
    };
    await Promise.all(
      sessions.flatMap((session) =>
        ['x', 'y'].map((each) => session.run(() => work(`${session.name} ${each}`))),
      ),
    );
    const { events, session } = recording.read();
    expect(events.length).toBeGreaterThanOrEqual(4 * 15);
    for (const event of events) {
      expect(event.name).toContain(session(event.sessionId as string).name);
    }
  });
});

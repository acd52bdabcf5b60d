import { describe, expect, expectTypeOf, it } from 'vitest';
import { InvalidArgumentError } from '../../src/errors.ts';
import type { Session } from '../../src/session/session.ts';
import { withSessions } from '../recording.ts';

/** A client whose calls are recorded wherever they are made. */
function client() {
  const setup = withSessions(2);
  class Completions {
    readonly prefix = 'answer to';
    create(question: string, _options?: { model: string }): string {
      return setup.agentops.traceAction('create', () => `${this.prefix} ${question}`)();
    }
    fail(): never {
      throw new Error('of the host');
    }
  }
  return {
    ...setup,
    completions: new Completions(),
    first: setup.sessions[0] as Session,
    second: setup.sessions[1] as Session,
  };
}

describe('session.patch', () => {
  it('returns the bound method, which records into the session', () => {
    const { completions, first, recording } = client();
    const create = first.patch(completions, 'create');
    expectTypeOf(create).toEqualTypeOf(completions.create);
    expect(create('x')).toBe('answer to x');
    expect(recording.read().event('create').sessionId).toBe(first.id);
  });

  it('records into the session it was made by, inside of another one too', () => {
    const { completions, first, second, recording } = client();
    second.run(() => first.patch(completions, 'create')('x'));
    expect(recording.read().event('create')).toMatchObject({
      sessionId: first.id,
      attribution: 'handle',
    });
  });

  it('keeps the name and the number of parameters', () => {
    const { completions, first } = client();
    expect(first.patch(completions, 'create').name).toBe('create');
    expect(first.patch(completions, 'create')).toHaveLength(2);
  });

  it('forwards this of a function', () => {
    const { first } = client();
    const object = {
      factor: 2,
      times: first.patch(function (this: { factor: number }, n: number) {
        return this.factor * n;
      }),
    };
    expect(object.times(21)).toBe(42);
  });

  it('leaves the object as it was', () => {
    const { completions, first } = client();
    first.patch(completions, 'create');
    expect(Object.keys(completions)).toEqual(['prefix']);
    expect(Object.hasOwn(completions, 'create')).toBe(false);
  });

  it('throws what the host throws', () => {
    const { completions, first } = client();
    expect(() => first.patch(completions, 'fail')()).toThrow('of the host');
  });

  it('keeps an async function in the session over its awaits', async () => {
    const { agentops, first, recording } = client();
    const ask = first.patch(async () => {
      await Promise.resolve();
      agentops.traceAction('after await', () => {})();
    });
    await ask();
    expect(recording.read().event('after await').sessionId).toBe(first.id);
  });

  it('throws InvalidArgumentError where there is no such method or no function', () => {
    const { completions, first } = client();
    expect(() => first.patch(completions, 'prefix')).toThrow(InvalidArgumentError);
    expect(() => first.patch(completions, 'prefix')).toThrow('"prefix" is not a method');
    expect(() => first.patch({} as never)).toThrow(InvalidArgumentError);
  });
});

import { describe, expect, it } from 'vitest';
import { attachOnce, detach, isAttached, overrideMethod } from '../../src/adapter/attachment.ts';

class Client {
  readonly #answer = 'answer';
  create(question: string, _options?: object): string {
    return `${this.#answer} to ${question}`;
  }
}

/** Attaches an adapter that notes the calls of `create`. */
function attached() {
  const calls: string[] = [];
  const client = new Client();
  const attach = () =>
    attachOnce(client, 'test', () => ({
      create: overrideMethod(client, 'create', (original: Client['create']) => {
        return function (this: Client, ...args) {
          calls.push(args[0]);
          return original.apply(this, args);
        };
      }),
    }));
  return { calls, client, attach };
}

describe('attaching', () => {
  it('returns the very same object, which does what it did', () => {
    const { calls, client, attach } = attached();
    expect(attach()).toBe(client);
    expect(client).toBeInstanceOf(Client);
    expect(client.create('x')).toBe('answer to x');
    expect(client.create.name).toBe('create');
    expect(client.create).toHaveLength(2);
    expect(Object.keys(client)).toEqual([]);
    expect(calls).toEqual(['x']);
    expect(isAttached(client)).toBe(true);
  });

  it('leaves the class and its other objects alone', () => {
    const { calls, attach } = attached();
    attach();
    new Client().create('other');
    expect(calls).toEqual([]);
  });

  it('again changes nothing: each call is seen once', () => {
    const { calls, client, attach } = attached();
    attach();
    attach();
    client.create('x');
    expect(calls).toEqual(['x']);
  });
});

describe('detaching', () => {
  it('restores the object exactly, and it can be attached again', () => {
    const { calls, client, attach } = attached();
    attach();
    expect(detach(client)).toEqual([]);
    expect(Object.getOwnPropertyNames(client)).toEqual([]);
    expect(client.create).toBe(Client.prototype.create);
    expect(isAttached(client)).toBe(false);
    client.create('x');
    expect(calls).toEqual([]);
    attach();
    client.create('y');
    expect(calls).toEqual(['y']);
  });

  it('puts back a method that was the object’s own', () => {
    const target = { method: () => 1 };
    const { method } = target;
    const before = Object.getOwnPropertyDescriptor(target, 'method');
    const override = overrideMethod(target, 'method', () => () => 2);
    expect(target.method()).toBe(2);
    expect(override.remove()).toBe(true);
    expect(target.method).toBe(method);
    expect(Object.getOwnPropertyDescriptor(target, 'method')).toEqual(before);
  });

  it('under somebody else’s wrapper switches off in place, and says which method that was', () => {
    const { calls, client, attach } = attached();
    attach();
    const ours = client.create;
    const theirs: string[] = [];
    client.create = function (...args) {
      theirs.push(args[0]);
      return ours.apply(this, args);
    };
    expect(detach(client)).toEqual(['create']);
    expect(client.create('x')).toBe('answer to x');
    expect(theirs).toEqual(['x']);
    expect(calls).toEqual([]);
  });

  it('changes nothing on an object that was never attached', () => {
    expect(detach({})).toEqual([]);
  });
});

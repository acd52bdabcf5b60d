import { detach } from '@agentops/core';
import { describe, expect, it, vi } from 'vitest';
import { agentopsBindings, attachContainer, attachProducts } from '../src/index.ts';
import { attachClient, Client, isRecorded, listen, newId } from './fake-adapter.ts';
import { majors } from './majors.ts';

describe.each(majors)('attachContainer, inversify $version', (major) => {
  const attachOne = (container: ReturnType<typeof major.container>, id: symbol) =>
    attachContainer(container, { services: [[id, attachClient]] });

  const only = (part: object) => ({ attached: [], pending: [], notAttached: [], ...part });

  it('attaches a constant and a singleton that were resolved already, in place', async () => {
    const said = listen();
    const container = major.container();
    const [constant, singleton] = [newId(), newId()];
    container.bind(constant).toConstantValue(new Client());
    container
      .bind(singleton)
      .toDynamicValue(() => new Client())
      .inSingletonScope();
    const held = [container.get<Client>(constant), container.get<Client>(singleton)];
    const report = await attachContainer(container, {
      services: [
        [constant, attachClient],
        [singleton, attachClient],
      ],
    });
    expect(report).toEqual(only({ attached: [constant.description, singleton.description] }));
    expect(held.map(isRecorded)).toEqual([true, true]);
    expect([container.get(constant), container.get(singleton)]).toEqual(held);
    expect(said.map(({ code }) => code)).toEqual(['attached', 'attached']);
  });

  it('makes nothing: neither transient services, nor singletons that nobody asked for', async () => {
    const make = vi.fn(() => new Client());
    const container = major.container();
    const ids = [newId(), newId(), newId(), newId()] as const;
    container.bind(ids[0]).toDynamicValue(make).inTransientScope();
    container.bind(ids[1]).toDynamicValue(make).inSingletonScope();
    container.bind(ids[2]).toDynamicValue(make).inRequestScope();
    container.bind(ids[3]).toConstantValue(new Client());
    container.get(ids[0]);
    container.get(ids[2]);
    make.mockClear();
    const report = await attachContainer(container, {
      services: ids.map((id) => [id, attachClient] as const),
    });
    expect(report).toEqual(only({ pending: ids.map((id) => id.description) }));
    expect(make).not.toHaveBeenCalled();
    expect(ids.map((id) => isRecorded(container.get(id)))).toEqual([true, true, true, true]);
  });

  it('binds nothing, where the container binds classes by itself', async () => {
    class Service {}
    major.inject(Service);
    const container = major.container({ autobind: true, autoBindInjectable: true });
    const attach = vi.fn();
    const report = await attachContainer(container, { services: [[Service, attach]] });
    expect(report.notAttached).toEqual([
      { service: 'Service', reason: 'nothing is bound under it in this container so far' },
    ]);
    const service = container.get(Service);
    expect(attach).toHaveBeenCalledExactlyOnceWith(service);
  });

  it('names a service that is not bound, and attaches it when it is', async () => {
    const said = listen();
    const container = major.container();
    const id = newId();
    const report = await attachOne(container, id);
    const reason = 'nothing is bound under it in this container so far';
    expect(report).toEqual(only({ notAttached: [{ service: id.description, reason }] }));
    expect(said).toEqual([
      expect.objectContaining({
        level: 'warn',
        code: 'not-attached',
        message: `${id.description} is not attached: ${reason}.`,
      }),
    ]);
    container.bind(id).toConstantValue(new Client());
    expect(isRecorded(container.get(id))).toBe(true);
  });

  it('attaches those of several bindings that are resolved, named ones too', async () => {
    const container = major.container();
    const id = newId();
    major.whenNamed(container.bind(id).toConstantValue(new Client()), 'a');
    major.whenNamed(container.bind(id).toConstantValue(new Client()), 'b');
    const a = major.getNamed<Client>(container, id, 'a');
    const report = await attachOne(container, id);
    expect(report).toEqual(only({ attached: [id.description], pending: [id.description] }));
    expect(isRecorded(a)).toBe(true);
    expect(isRecorded(major.getNamed(container, id, 'b'))).toBe(true);
  });

  it('names an alias with its target in inversify 7 and 8; 6 attaches by it', async () => {
    const container = major.container();
    const [target, alias] = [newId('target'), newId('alias')];
    container.bind(target).toConstantValue(new Client());
    container.bind(alias).toService(target);
    const report = await attachOne(container, alias);
    const service = alias.description;
    if (major.version === 6) expect(report).toEqual(only({ pending: [service] }));
    else {
      const reason = `it is an alias (toService); list ${target.description} instead`;
      expect(report).toEqual(only({ notAttached: [{ service, reason }] }));
    }
    expect(isRecorded(container.get(alias))).toBe(major.version === 6);
    await attachOne(container, target);
    expect(isRecorded(container.get(alias))).toBe(true);
  });

  it('of a child container: what the parent has resolved is attached; 6 wants the parent for the rest', async () => {
    const parent = major.container();
    const child = major.child(parent);
    const [resolved, next] = [newId(), newId()];
    parent.bind(resolved).toConstantValue(new Client());
    parent.get(resolved);
    parent.bind(next).toDynamicValue(() => new Client());
    const report = await attachContainer(child, {
      services: [
        [resolved, attachClient],
        [next, attachClient],
      ],
    });
    expect(report.attached).toEqual([resolved.description]);
    expect(isRecorded(child.get(resolved))).toBe(true);
    expect(isRecorded(child.get(next))).toBe(major.version !== 6);
    if (major.version !== 6) expect(report.pending).toEqual([next.description]);
    else {
      const reason = 'it is bound in a parent container; attach that one';
      expect(report.notAttached).toEqual([{ service: next.description, reason }]);
    }
  });

  it('of a parent: also what a child has resolved from it before', async () => {
    // Cause: inversify 8.2.3 keeps the plan of the child, which knows of no activation.
    const parent = major.container();
    const child = major.child(parent);
    const id = newId();
    parent.bind(id).toDynamicValue(() => new Client());
    child.get(id);
    await attachOne(parent, id);
    expect(isRecorded(child.get(id))).toBe(true);
  });

  it('attaches an asynchronous singleton that is resolved, or about to be', async () => {
    const container = major.container();
    const [done, soon] = [newId(), newId()];
    container
      .bind(done)
      .toDynamicValue(async () => new Client())
      .inSingletonScope();
    container
      .bind(soon)
      .toDynamicValue(async () => new Client())
      .inSingletonScope();
    await container.getAsync(done);
    const pending = container.getAsync<Client>(soon);
    const report = await attachContainer(container, {
      services: [
        [done, attachClient],
        [soon, attachClient],
      ],
    });
    expect(report).toEqual(only({ attached: [done.description, soon.description] }));
    expect(isRecorded(await pending)).toBe(true);
    expect(isRecorded(await container.getAsync(done))).toBe(true);
  });

  it('does not wait for one that takes its time, and attaches it then', async () => {
    const container = major.container();
    const id = newId();
    const { promise, resolve } = Promise.withResolvers<Client>();
    container
      .bind(id)
      .toDynamicValue(() => promise)
      .inSingletonScope();
    const resolving = container.getAsync<Client>(id);
    expect(await attachOne(container, id)).toEqual(only({ pending: [id.description] }));
    resolve(new Client());
    expect(isRecorded(await resolving)).toBe(true);
  });

  it('names one whose resolution failed', async () => {
    const container = major.container();
    const id = newId();
    const { promise, reject } = Promise.withResolvers<Client>();
    container
      .bind(id)
      .toDynamicValue(() => promise)
      .inSingletonScope();
    // Inversify 6.2.2 leaves a rejection of its own unhandled, attached or not.
    const ignore = () => {};
    process.on('unhandledRejection', ignore);
    const resolving = container.getAsync(id).catch((error) => error);
    const attaching = attachOne(container, id);
    reject(new Error('no network'));
    const { notAttached } = await attaching;
    expect(notAttached).toEqual([{ service: id.description, reason: 'its resolution failed' }]);
    expect(await resolving).toEqual(new Error('no network'));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', ignore);
  });

  it('never asks a promise-like constant for its value', async () => {
    const container = major.container();
    const id = newId();
    // biome-ignore lint/suspicious/noThenProperty: a lazy client has one
    const lazy = { then: vi.fn() };
    container.bind(id).toConstantValue(lazy);
    await attachOne(container, id);
    expect(lazy.then).not.toHaveBeenCalled();
  });

  it('leaves resolved values alone that are no objects', async () => {
    const container = major.container();
    const id = newId();
    container.bind(id).toConstantValue('text');
    container.get(id);
    const { notAttached } = await attachContainer(container, { services: [[id, attachClient]] });
    expect(notAttached).toEqual([
      { service: id.description, reason: 'a string is bound, not an object' },
    ]);
    expect(container.get(id)).toBe('text');
  });

  it('reports an attach function that throws, and goes on', async () => {
    const container = major.container();
    const [bad, good] = [newId(), newId()];
    for (const id of [bad, good]) {
      container.bind(id).toConstantValue(new Client());
      container.get(id);
    }
    const report = await attachContainer(container, {
      services: [
        [
          bad,
          () => {
            throw new Error('no client');
          },
        ],
        [good, attachClient],
      ],
    });
    expect(report.attached).toEqual([good.description]);
    expect(report.notAttached).toEqual([
      {
        service: bad.description,
        reason: 'attaching failed with "no client"; it works as before',
      },
    ]);
  });

  it('twice, and beside a module, attaches once', async () => {
    const attach = vi.fn();
    const container = major.container();
    const [early, late] = [newId(), newId()];
    const services = [
      [early, attachClient],
      [late, attachClient],
      [late, attach],
    ] as const;
    container.bind(early).toConstantValue(new Client());
    container.get(early);
    major.load(container, major.module(agentopsBindings({ services })));
    await attachContainer(container, { services });
    const { attached } = await attachContainer(container, { services });
    expect(attached).toEqual([early.description]);
    expect(isRecorded(container.get(early))).toBe(true);
    container.bind(late).toConstantValue(new Client());
    expect(isRecorded(container.get(late))).toBe(true);
    expect(attach).toHaveBeenCalledTimes(1);
  });

  it('attaches again what was detached since', async () => {
    const container = major.container();
    const id = newId();
    const client = new Client();
    container.bind(id).toConstantValue(client);
    container.get(id);
    await attachOne(container, id);
    detach(client);
    expect(isRecorded(client)).toBe(false);
    expect((await attachOne(container, id)).attached).toEqual([id.description]);
    expect(isRecorded(client)).toBe(true);
  });

  it('again after a rebind, where inversify 7 and 8 have dropped the activation', async () => {
    const container = major.container();
    const id = newId();
    container.bind(id).toConstantValue(new Client());
    await attachOne(container, id);
    major.rebind(container, id).toConstantValue(new Client());
    await attachOne(container, id);
    expect(isRecorded(container.get(id))).toBe(true);
  });

  it('follows a factory that nobody has asked for, and names one that was resolved', async () => {
    const container = major.container();
    const [early, late] = [newId('factory'), newId('factory')];
    for (const id of [early, late]) container.bind(id).toFactory(() => () => new Client());
    container.get(early);
    const services = [
      [early, attachProducts(attachClient)],
      [late, attachProducts(attachClient)],
    ] as const;
    const report = await attachContainer(container, { services });
    expect(report.pending).toEqual([late.description]);
    expect(report.notAttached).toEqual([
      {
        service: early.description,
        reason: 'the factory was resolved already; load the module before that',
      },
    ]);
    expect(isRecorded(container.get<() => Client>(late)())).toBe(true);
    const again = await attachContainer(container, { services });
    expect(again.attached).toEqual([late.description]);
  });

  it('leaves no trace on the container', async () => {
    const container = major.container();
    const keys = Reflect.ownKeys(container);
    await attachOne(container, newId());
    expect(Reflect.ownKeys(container)).toEqual(keys);
  });
});

describe('attachContainer, other containers', () => {
  it('an inversify 7 without plugins (before 7.5.2): says that it can not see what was resolved', async () => {
    const [, seven] = majors;
    const container = seven?.container() as object as { register?: unknown };
    container.register = undefined;
    const id = newId();
    const report = await attachContainer(container as never, { services: [[id, attachClient]] });
    expect(report.notAttached[0]?.reason).toMatch(/does not show whether it was resolved already/);
    (container as ReturnType<(typeof majors)[0]['container']>)
      .bind(id)
      .toConstantValue(new Client());
    expect(isRecorded((container as never as { get(id: symbol): Client }).get(id))).toBe(true);
  });

  it('something that is no container is named, and nothing is thrown', async () => {
    const id = newId();
    const report = await attachContainer({} as never, { services: [[id, attachClient]] });
    expect(report.notAttached[0]?.service).toBe(id.description);
  });
});

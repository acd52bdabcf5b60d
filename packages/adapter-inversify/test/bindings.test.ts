import { detach } from '@agentops/core';
import { describe, expect, it, vi } from 'vitest';
import { agentopsBindings, attachProducts } from '../src/index.ts';
import { attachClient, Client, isRecorded, listen, newId } from './fake-adapter.ts';
import { majors, type TestContainer } from './majors.ts';

describe.each(majors)('agentopsBindings, inversify $version', (major) => {
  /** A container with the module loaded for one service, before anything is bound. */
  function setUp(attach: (client: Client) => void = attachClient, id = newId()) {
    const container = major.container();
    const module = major.module(agentopsBindings({ services: [[id, attach]] }));
    major.load(container, module);
    return { container, module, id };
  }

  it.each<[string, (container: TestContainer, id: symbol) => unknown]>([
    ['constant', (c, id) => c.bind(id).toConstantValue(new Client())],
    ['dynamic value', (c, id) => c.bind(id).toDynamicValue(() => new Client())],
    [
      'transient class',
      (c, id) =>
        c
          .bind(id)
          .to(major.version && injectableClient())
          .inTransientScope(),
    ],
    ['singleton class', (c, id) => c.bind(id).to(injectableClient()).inSingletonScope()],
    ['request scope', (c, id) => c.bind(id).to(injectableClient()).inRequestScope()],
  ])('attaches a %s that is bound after the module was loaded', (_kind, bind) => {
    const { container, id } = setUp();
    bind(container, id);
    expect(isRecorded(container.get(id))).toBe(true);
    expect(isRecorded(container.get(id))).toBe(true);
  });

  function injectableClient(): new () => Client {
    class Injectable extends Client {}
    major.inject(Injectable);
    return Injectable;
  }

  it('attaches what was bound before the module was loaded', () => {
    const id = newId();
    const container = major.container();
    const client = new Client();
    container.bind(id).toConstantValue(client);
    major.load(container, major.module(agentopsBindings({ services: [[id, attachClient]] })));
    expect(container.get(id)).toBe(client);
    expect(isRecorded(client)).toBe(true);
  });

  it('attaches an asynchronous singleton and a dynamic value', async () => {
    const { container, id } = setUp();
    container
      .bind(id)
      .toDynamicValue(async () => new Client())
      .inSingletonScope();
    const client = await container.getAsync<Client>(id);
    expect(isRecorded(client)).toBe(true);
    expect(await container.getAsync(id)).toBe(client);
  });

  it('attaches every one of several bindings', () => {
    const { container, id } = setUp();
    container.bind(id).toConstantValue(new Client());
    container.bind(id).toDynamicValue(() => new Client());
    expect(container.getAll<Client>(id).map(isRecorded)).toEqual([true, true]);
  });

  it('attaches named and tagged bindings', () => {
    const { container, id } = setUp();
    major.whenNamed(container.bind(id).toConstantValue(new Client()), 'fast');
    major.whenTagged(container.bind(id).toConstantValue(new Client()), 'model', 'slow');
    expect(isRecorded(major.getNamed(container, id, 'fast'))).toBe(true);
    expect(isRecorded(major.getTagged(container, id, 'model', 'slow'))).toBe(true);
  });

  it('attaches before a consumer is constructed with it', () => {
    const { container, id } = setUp();
    class Agent {
      readonly wasRecorded: boolean;
      constructor(readonly client: Client) {
        this.wasRecorded = isRecorded(client);
      }
    }
    major.inject(Agent, id);
    container.bind(id).to(injectableClient()).inSingletonScope();
    container.bind(Agent).toSelf();
    const agent = container.get<Agent>(Agent);
    expect(agent.wasRecorded).toBe(true);
    expect(agent.client).toBe(container.get(id));
  });

  it('runs after the activations of the binding, and keeps what they returned', () => {
    const { container, id } = setUp();
    const other = new Client();
    container
      .bind(id)
      .toConstantValue(new Client())
      .onActivation(() => other);
    expect(container.get(id)).toBe(other);
    expect(isRecorded(other)).toBe(true);
  });

  it('attaches by class as well', () => {
    const Class = injectableClient();
    const container = major.container();
    major.load(container, major.module(agentopsBindings({ services: [[Class, attachClient]] })));
    container.bind(Class).toSelf();
    expect(isRecorded(container.get(Class))).toBe(true);
  });

  it('attaches what a child container gets from its parent, and what it binds itself', () => {
    const { container, id } = setUp();
    const child = major.child(container);
    container.bind(id).toDynamicValue(() => new Client());
    expect(isRecorded(child.get(id))).toBe(true);
    const own = major.child(container);
    own.bind(id).toConstantValue(new Client());
    expect(isRecorded(own.get(id))).toBe(true);
  });

  it('misses in inversify 8 what a child container has resolved from its parent before', () => {
    const id = newId();
    const container = major.container();
    const child = major.child(container);
    container.bind(id).toDynamicValue(() => new Client());
    child.get(id);
    major.load(container, major.module(agentopsBindings({ services: [[id, attachClient]] })));
    expect(isRecorded(container.get(id))).toBe(true);
    expect(isRecorded(child.get(id))).toBe(major.version !== 8);
  });

  it('attaches through an alias of its service', () => {
    const { container, id } = setUp();
    const alias = newId('alias');
    container.bind(id).toConstantValue(new Client());
    container.bind(alias).toService(id);
    expect(isRecorded(container.get(alias))).toBe(true);
  });

  it('attaches by an alias alone in inversify 6 only', () => {
    const alias = newId('alias');
    const { container } = setUp(attachClient, alias);
    const target = newId();
    container.bind(target).toConstantValue(new Client());
    container.bind(alias).toService(target);
    expect(isRecorded(container.get(alias))).toBe(major.version === 6);
  });

  it('does not attach again what is activated again', () => {
    const attach = vi.fn();
    const { container, id } = setUp(attach);
    const client = new Client();
    container
      .bind(id)
      .toDynamicValue(() => client)
      .inTransientScope();
    container.get(id);
    container.get(id);
    expect(attach).toHaveBeenCalledExactlyOnceWith(client);
  });

  it('leaves alone what the user detached', () => {
    const { container, id } = setUp();
    const client = new Client();
    container
      .bind(id)
      .toDynamicValue(() => client)
      .inTransientScope();
    container.get(id);
    expect(detach(client)).toEqual([]);
    expect(Object.getOwnPropertyNames(client)).toEqual([]);
    expect(isRecorded(container.get(id))).toBe(false);
  });

  it('attaches nothing more once the module is unloaded, and again once it is loaded again', () => {
    const { container, module, id } = setUp();
    container.bind(id).toDynamicValue(() => new Client());
    const early = container.get<Client>(id);
    major.unload(container, module);
    expect(isRecorded(container.get(id))).toBe(false);
    expect(isRecorded(early)).toBe(true);
    major.load(container, module);
    expect(isRecorded(container.get(id))).toBe(true);
  });

  it('one module serves several containers', () => {
    const { module, id } = setUp();
    const other = major.container();
    major.load(other, module);
    other.bind(id).toConstantValue(new Client());
    expect(isRecorded(other.get(id))).toBe(true);
  });

  it('survives a rebind in inversify 6; 7 and 8 drop the activations of what is unbound', () => {
    const { container, id } = setUp();
    container.bind(id).toConstantValue(new Client());
    expect(isRecorded(container.get(id))).toBe(true);
    major.rebind(container, id).toConstantValue(new Client());
    expect(isRecorded(container.get(id))).toBe(major.version === 6);
  });

  it('does not reach a singleton that was resolved already', () => {
    const id = newId();
    const container = major.container();
    container.bind(id).toConstantValue(new Client());
    container.get(id);
    major.load(container, major.module(agentopsBindings({ services: [[id, attachClient]] })));
    expect(isRecorded(container.get(id))).toBe(false);
  });

  describe('when something is wrong', () => {
    it('an attach function that throws does not reach the host, and is reported once', () => {
      const said = listen();
      const { container, id } = setUp(() => {
        throw new Error('no client');
      });
      const client = new Client();
      container
        .bind(id)
        .toDynamicValue(() => client)
        .inTransientScope();
      container.bind(id).toDynamicValue(() => new Client());
      expect(container.getAll(id)[0]).toBe(client);
      container.getAll(id);
      expect(said.filter(({ code }) => code === 'attach-failed')).toEqual([
        {
          level: 'warn',
          code: 'attach-failed',
          message: `${id.description} is not attached: attaching failed with "no client"; it works as before.`,
          details: {
            adapter: '@agentops/adapter-inversify',
            host: 'inversify',
            service: id.description,
          },
        },
      ]);
    });

    it('an asynchronous attach function that fails does not either', async () => {
      const said = listen();
      const { container, id } = setUp(async () => {
        throw new Error('later');
      });
      container.bind(id).toConstantValue(new Client());
      expect(container.get(id)).toBeInstanceOf(Client);
      await expect.poll(() => said.map(({ code }) => code)).toContain('attach-failed');
    });

    it('ignores what the attach function returns', () => {
      const { container, id } = setUp(() => Promise.resolve(new Client()) as never);
      const client = new Client();
      container.bind(id).toConstantValue(client);
      expect(container.get(id)).toBe(client);
    });

    it.each([
      ['text', 'a string'],
      [42, 'a number'],
      [undefined, 'undefined'],
    ])('leaves %j alone, which is no object', (value, kind) => {
      const said = listen();
      const attach = vi.fn();
      const { container, id } = setUp(attach);
      container.bind(id).toDynamicValue(() => value);
      expect(container.get(id)).toBe(value);
      expect(attach).not.toHaveBeenCalled();
      expect(said.at(-1)).toMatchObject({
        code: 'not-attached',
        message: `${id.description} is not attached: ${kind} is bound, not an object.`,
      });
    });

    it('an undefined identifier breaks nothing', () => {
      const said = listen();
      const callback = agentopsBindings({ services: [[undefined as never, attachClient]] });
      expect(() => major.load(major.container(), major.module(callback))).not.toThrow();
      if (major.version === 6) expect(said.at(-1)?.code).toBe('not-attached');
    });

    it('says which services wait, and which were attached', () => {
      const said = listen();
      const { container, id } = setUp();
      expect(said.map(({ level, code }) => ({ level, code }))).toEqual([
        { level: 'info', code: 'pending' },
      ]);
      container.bind(id).toDynamicValue(() => new Client());
      container.get(id);
      container.get(id);
      expect(said.slice(1)).toEqual([
        {
          level: 'info',
          code: 'attached',
          message: `${id.description} is attached.`,
          details: expect.objectContaining({ service: id.description }),
        },
      ]);
    });
  });

  describe('factories', () => {
    type Make = (suffix?: string) => Client;

    it('attaches to the factory itself where nothing else is asked for', () => {
      const attach = vi.fn();
      const id = newId('factory');
      const container = major.container();
      major.load(container, major.module(agentopsBindings({ services: [[id, attach]] })));
      const factory = () => new Client();
      container.bind(id).toFactory(() => factory);
      expect(container.get(id)).toBe(factory);
      expect(attach).toHaveBeenCalledExactlyOnceWith(factory);
    });

    function setUpFactory(attach: (client: Client) => void = attachClient) {
      const id = newId('factory');
      const container = major.container();
      const services = [[id, attachProducts(attach)]] as const;
      major.load(container, major.module(agentopsBindings({ services })));
      return { id, container };
    }

    it('attachProducts: attaches to what it makes', () => {
      const { id, container } = setUpFactory();
      const factory = Object.assign((name = 'x') => Object.assign(new Client(), { name }), {
        a: 1,
      });
      container.bind(id).toFactory(() => factory);
      const make = container.get<typeof factory>(id);
      expect(make('y').name).toBe('y');
      expect(make.a).toBe(1);
      expect(make.name).toBe(factory.name);
      expect(isRecorded(make())).toBe(true);
      expect(container.get(id)).toBe(make);
    });

    it('attachProducts: attaches to what it promises, and leaves rejections as they are', async () => {
      const { id, container } = setUpFactory();
      const error = new Error('no key');
      container.bind(id).toFactory(() => async (fail?: boolean) => {
        if (fail) throw error;
        return new Client();
      });
      const make = container.get<(fail?: boolean) => Promise<Client>>(id);
      expect(isRecorded(await make())).toBe(true);
      await expect(make(true)).rejects.toBe(error);
    });

    it('attachProducts: follows a shared factory once', () => {
      const attach = vi.fn();
      const { id, container } = setUpFactory(attach);
      const factory: Make = () => new Client();
      container
        .bind(id)
        .toDynamicValue(() => factory)
        .inTransientScope();
      expect(container.get(id)).toBe(container.get(id));
      container.get<Make>(id)();
      expect(attach).toHaveBeenCalledTimes(1);
    });

    it('attachProducts: one that throws, and an attach function that throws', () => {
      const said = listen();
      const { id, container } = setUpFactory(() => {
        throw new Error('no client');
      });
      const error = new Error('no product');
      const client = new Client();
      container.bind(id).toFactory(() => (fail?: boolean) => {
        if (fail) throw error;
        return client;
      });
      const make = container.get<(fail?: boolean) => Client>(id);
      expect(() => make(true)).toThrow(error);
      expect(make()).toBe(client);
      expect(said.at(-1)?.code).toBe('attach-failed');
    });

    it('attachProducts: says when what is bound is no factory', () => {
      const said = listen();
      const { id, container } = setUpFactory();
      const client = new Client();
      container.bind(id).toConstantValue(client);
      expect(container.get(id)).toBe(client);
      expect(said.at(-1)?.message).toContain('an object is bound, not a factory');
    });

    it.runIf(major.version === 6)('attachProducts: providers of inversify 6', async () => {
      const { id, container } = setUpFactory();
      container.bind(id).toProvider(() => async () => new Client());
      const make = container.get<() => Promise<Client>>(id);
      expect(isRecorded(await make())).toBe(true);
    });
  });
});

describe('agentopsBindings, another inversify', () => {
  it('says that it can not attach, by name', () => {
    const said = listen();
    const id = newId();
    agentopsBindings({ services: [[id, attachClient]] })({ activations: {} });
    expect(said).toEqual([
      expect.objectContaining({
        level: 'warn',
        code: 'not-attached',
        message: `${id.description} is not attached: this inversify hands its modules no onActivation.`,
      }),
    ]);
  });
});

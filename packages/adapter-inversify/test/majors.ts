import 'reflect-metadata';
import * as inversify6 from 'inversify-6';
import * as inversify7 from 'inversify-7';
import * as inversify8 from 'inversify-8';
import type { ContainerModuleCallback, HostContainer } from '../src/index.ts';

type Id = string | symbol | (new (...args: never[]) => unknown);
type Make = (...args: never[]) => unknown;

interface Scope {
  inSingletonScope(): When;
  inTransientScope(): When;
  inRequestScope(): When;
}

interface When {
  onActivation(activation: (context: unknown, instance: never) => unknown): unknown;
}

interface Bind {
  to(type: new (...args: never[]) => unknown): Scope;
  toSelf(): Scope;
  toConstantValue(value: unknown): When;
  toDynamicValue(make: Make): Scope;
  toFactory(make: (context: never) => Make): When;
  toService(id: Id): void;
  /** Inversify 6 alone. */
  toProvider(make: (context: never) => Make): When;
}

/** The methods that these tests call, as they are in all majors. */
export interface TestContainer extends HostContainer {
  bind(id: Id): Bind;
  get<T>(id: Id): T;
  getAsync<T>(id: Id): Promise<T>;
  getAll<T>(id: Id): T[];
  snapshot(): void;
  restore(): void;
}

interface Module {
  id: number;
}

/** One major of inversify, behind the names that differ between them. */
export interface Major {
  version: 6 | 7 | 8;
  container(options?: object): TestContainer;
  child(parent: TestContainer): TestContainer;
  module(callback: ContainerModuleCallback): Module;
  load(container: TestContainer, module: Module): void;
  unload(container: TestContainer, module: Module): void;
  rebind(container: TestContainer, id: Id): Bind;
  whenNamed(binding: unknown, name: string): void;
  whenTagged(binding: unknown, key: string, value: unknown): void;
  getNamed<T>(container: TestContainer, id: Id, name: string): T;
  getTagged<T>(container: TestContainer, id: Id, key: string, value: unknown): T;
  /** `@injectable()` on the class, and `@inject(id)` on each parameter of its constructor. */
  inject(type: new (...args: never[]) => unknown, ...ids: Id[]): void;
}

const cast = <T>(value: unknown): T => value as T;

const six: Major = {
  version: 6,
  container: (options) => cast(new inversify6.Container(options)),
  child: (parent) => cast(cast<inversify6.Container>(parent).createChild()),
  module: (callback) => new inversify6.ContainerModule(callback),
  load: (container, module) => cast<inversify6.Container>(container).load(cast(module)),
  unload: (container, module) => cast<inversify6.Container>(container).unload(cast(module)),
  rebind: (container, id) => cast(cast<inversify6.Container>(container).rebind(id)),
  whenNamed: (binding, name) =>
    void cast<{ whenTargetNamed(name: string): void }>(binding).whenTargetNamed(name),
  whenTagged: (binding, key, value) =>
    void cast<{ whenTargetTagged(k: string, v: unknown): void }>(binding).whenTargetTagged(
      key,
      value,
    ),
  getNamed: (container, id, name) => cast(cast<inversify6.Container>(container).getNamed(id, name)),
  getTagged: (container, id, key, value) =>
    cast(cast<inversify6.Container>(container).getTagged(id, key, value)),
  inject: (type, ...ids) => {
    inversify6.decorate(inversify6.injectable(), type);
    for (const [index, id] of ids.entries()) {
      inversify6.decorate(cast<ParameterDecorator>(inversify6.inject(id)), type, index);
    }
  },
};

/** What is the same in 7 and 8. */
function sevenOrEight(inversify: typeof inversify7 | typeof inversify8) {
  type Container = inversify8.Container;
  const { Container, decorate, inject, injectable } = cast<typeof inversify8>(inversify);
  return {
    container: (options) => cast(new Container(options)),
    child: (parent) => cast(new Container({ parent: cast<Container>(parent) })),
    whenNamed: (binding, name) =>
      void cast<{ whenNamed(name: string): void }>(binding).whenNamed(name),
    whenTagged: (binding, key, value) =>
      void cast<{ whenTagged(k: string, v: unknown): void }>(binding).whenTagged(key, value),
    getNamed: (container, id, name) => cast(cast<Container>(container).get(id, { name })),
    getTagged: (container, id, key, value) =>
      cast(cast<Container>(container).get(id, { tag: { key, value } })),
    inject: (type, ...ids) => {
      decorate(injectable(), type);
      for (const [index, id] of ids.entries()) decorate(inject(id), type, index);
    },
  } satisfies Partial<Major>;
}

const seven: Major = {
  version: 7,
  ...sevenOrEight(inversify7),
  module: (callback) => new inversify7.ContainerModule(callback),
  load: (container, module) => cast<inversify7.Container>(container).loadSync(cast(module)),
  unload: (container, module) => cast<inversify7.Container>(container).unloadSync(cast(module)),
  rebind: (container, id) => cast(cast<inversify7.Container>(container).rebindSync(id)),
};

const eight: Major = {
  version: 8,
  ...sevenOrEight(inversify8),
  module: (callback) => new inversify8.ContainerModule(callback),
  load: (container, module) => cast<inversify8.Container>(container).load(cast(module)),
  unload: (container, module) => cast<inversify8.Container>(container).unload(cast(module)),
  rebind: (container, id) => cast(cast<inversify8.Container>(container).rebind(id)),
};

export const majors = [six, seven, eight];

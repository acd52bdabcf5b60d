/** What this adapter sees of inversify 6, 7 and 8, which it never imports. */

type Newable<T> = new (...args: never[]) => T;
type AbstractNewable<T> = abstract new (...args: never[]) => T;

/**
 * What a service is bound under. It takes the `ServiceIdentifier<T>` of all three majors; that of 6 and 7 has `Function` in
 * it, that of 8 has not.
 */
export type ServiceIdentifier<T = unknown> =
  | string
  | symbol
  | Newable<T>
  | AbstractNewable<T>
  // biome-ignore lint/complexity/noBannedTypes: inversify 6 and 7 say it so
  | Function;

/** Called with each instance that inversify makes, before it is cached and injected. What it returns is used instead. */
export type Activation = (context: unknown, instance: unknown) => unknown;

export type OnActivation = (service: ServiceIdentifier, activation: Activation) => unknown;

/** A container of inversify 6, 7 or 8. */
export interface HostContainer {
  onActivation(service: ServiceIdentifier, activation: Activation): unknown;
}

/**
 * What `new ContainerModule` takes: 6 calls it with `(bind, unbind, isBound, rebind, unbindAsync, onActivation, …)`, 7 and 8
 * with one object `{ bind, isBound, onActivation, … }`.
 */
export type ContainerModuleCallback = (bindOrOptions: unknown, ...rest: unknown[]) => void;

/** Inversify 6.2.2, `_bindingDictionary`: the table that its own planner reads. */
export interface BindingDictionary {
  hasKey(service: ServiceIdentifier): boolean;
  get(service: ServiceIdentifier): Iterable<Binding6>;
}

export interface Binding6 {
  scope: string;
  /** An instance in singleton scope was resolved. */
  activated: boolean;
  /** A constant that was never resolved is here too; of `toService` it is always null. */
  cache: unknown;
}

export interface Container6 extends HostContainer {
  parent: Container6 | null;
  _bindingDictionary: BindingDictionary;
}

/** What inversify 7 (from 7.5.2) and 8 hand to a plugin, which is their public way to the table of bindings. */
export interface PluginContext {
  bindingService: {
    /** Also looks into parent containers. Where the container binds classes by itself (`autobind`), it does so here. */
    get(service: ServiceIdentifier): Iterable<Binding7> | undefined;
    /** Also those of parent containers. Binds nothing. */
    getBoundServices(): Iterable<ServiceIdentifier>;
  };
  planResultCacheService: { clearCache(): void };
}

export interface Binding7 {
  /** `ServiceRedirection` is that of `toService`. */
  type: string;
  targetServiceIdentifier?: ServiceIdentifier;
  cache?: { isRight: boolean; value?: unknown };
}

export interface PluginContainer extends HostContainer {
  register(plugin: new (container: unknown, context: PluginContext) => object): void;
}

/** `onActivation`, in whichever way this inversify hands it to a module. Undefined for one that does neither. */
export function onActivationOf(bindOrOptions: unknown, rest: unknown[]): OnActivation | undefined {
  const onActivation =
    typeof bindOrOptions === 'function'
      ? rest[4]
      : (bindOrOptions as { onActivation?: unknown } | undefined)?.onActivation;
  return typeof onActivation === 'function' ? (onActivation as OnActivation) : undefined;
}

/** What people call a service: the text of its symbol, or the name of its class. */
export function nameOf(service: ServiceIdentifier): string {
  if (typeof service === 'string') return service;
  if (typeof service === 'symbol') return service.description || 'a symbol without description';
  if (typeof service === 'function') return service.name || 'a class without name';
  // What a circular import makes of an identifier; inversify 6 throws for it, 7 and 8 do not.
  return String(service);
}

/** Attaching to an object of the host's: by own properties over its methods, which `detach` takes away again. */

/** What each adapter has put over methods of an object, in the order of attaching. */
const attachments = new WeakMap<object, Map<string, Record<string, Override>>>();

/** A method that stands over the host's own. */
export interface Override {
  /** Puts the original back. False where somebody else has wrapped the method since: ours is then disabled, in place. */
  remove(): boolean;
}

/**
 * Puts `wrap(original)` over a method of one object: its class, and every other object of it, stay as they are. After
 * `remove` under somebody else's wrapper, calls go straight to the original.
 */
export function overrideMethod<F extends (...args: never[]) => unknown>(
  target: object,
  key: PropertyKey,
  wrap: (original: F) => F,
): Override {
  const before = Object.getOwnPropertyDescriptor(target, key);
  const original = Reflect.get(target, key) as F;
  const wrapped = wrap(original);
  let active = true;
  const value = function (this: unknown, ...args: never[]): unknown {
    return Reflect.apply(active ? wrapped : original, this, args);
  };
  Object.defineProperty(value, 'name', { value: original.name, configurable: true });
  Object.defineProperty(value, 'length', { value: original.length, configurable: true });
  Object.defineProperty(target, key, {
    value,
    configurable: true,
    writable: true,
    enumerable: before?.enumerable ?? false,
  });
  return {
    remove() {
      active = false;
      if (Object.getOwnPropertyDescriptor(target, key)?.value !== value) return false;
      if (before) Object.defineProperty(target, key, before);
      else Reflect.deleteProperty(target, key);
      return true;
    },
  };
}

/**
 * Attaches an adapter to an object once: when it is attached already, nothing is done. Returns the object.
 * `attach` returns what is to be undone by `detach`: overrides by the names of their methods.
 */
export function attachOnce<T extends object>(
  target: T,
  adapter: string,
  attach: () => Record<string, Override>,
): T {
  const byAdapter = attachments.get(target) ?? new Map<string, Record<string, Override>>();
  if (byAdapter.has(adapter)) return target;
  byAdapter.set(adapter, attach());
  attachments.set(target, byAdapter);
  return target;
}

/** Whether an adapter, or this one, is attached to the object. */
export function isAttached(target: object, adapter?: string): boolean {
  const byAdapter = attachments.get(target);
  return byAdapter !== undefined && (adapter === undefined || byAdapter.has(adapter));
}

/**
 * Takes AgentOps off an object that adapters were attached to. A call that is under way is recorded to its end.
 * Returns the names of methods that somebody else has wrapped since: under their wrapper ours stays, switched off.
 */
export function detach(target: object): string[] {
  const byAdapter = attachments.get(target);
  attachments.delete(target);
  // Last on, first off: each finds its own method on top.
  return [...(byAdapter?.values() ?? [])].reverse().flatMap((overrides) =>
    Object.entries(overrides)
      .filter(([, override]) => !override.remove())
      .map(([method]) => method),
  );
}

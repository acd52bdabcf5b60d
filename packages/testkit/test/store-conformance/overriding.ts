import type { Store, StoreReader } from '@agentops/store';

/** A store that does some things in another way, the reader's as well. */
export function overriding(
  store: Store,
  own: Partial<Omit<Store, 'reader'>>,
  reader: Partial<StoreReader> = {},
): Store {
  return bound(store, { ...own, reader: bound(store.reader, reader) });
}

function bound<T extends object>(target: T, own: Partial<T>): T {
  return new Proxy(target, {
    get: (_, key) => {
      if (Object.hasOwn(own, key)) return own[key as keyof T];
      const value = target[key as keyof T];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

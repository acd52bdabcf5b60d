import type { Attach } from './service-entry.ts';

type Factory = (...args: never[]) => unknown;

const attachOfProducts = new WeakMap<Attach<never>, Attach<unknown>>();
const followed = new WeakMap<object, ReadonlySet<unknown>>();

/**
 * For a service that is a factory (`toFactory`, `toAutoFactory`, or a provider of inversify 6): attaches to each object that
 * it makes, or promises. Without it, `attach` gets the factory itself. The consumer gets a function that does what the
 * factory does; a factory that was resolved before can't be followed any more.
 */
export function attachProducts<P>(attach: Attach<P>): Attach<(...args: never[]) => P | Promise<P>> {
  const marker = (): void => {};
  attachOfProducts.set(marker, attach as Attach<unknown>);
  return marker;
}

/** What is to be attached to the products, when that is what the entry asks for. */
export function productAttachOf(attach: Attach<never>): Attach<unknown> | undefined {
  return attachOfProducts.get(attach);
}

/** A factory that shows `onProduct` each product on its way to the host. Following it again gives the same. */
export function followFactory(
  factory: Factory,
  attach: Attach<never>,
  onProduct: (product: unknown) => void,
): Factory {
  const before = followed.get(factory);
  if (before?.has(attach)) return factory;
  const follower = new Proxy(factory, {
    apply(target, self, args) {
      const product: unknown = Reflect.apply(target, self, args);
      // A promise that only promises: one with more to it may be lazy, and starting its work is for the host to do.
      if (product instanceof Promise && Object.getPrototypeOf(product) === Promise.prototype) {
        // The promise that follows stands in, so that a rejection that nobody handles stays unhandled.
        return product.then((made: unknown) => {
          onProduct(made);
          return made;
        });
      }
      onProduct(product);
      return product;
    },
  });
  followed.set(follower, new Set([...(before ?? []), attach]));
  return follower;
}

export function isFollowed(factory: unknown, attach: Attach<never>): boolean {
  return followed.get(factory as object)?.has(attach) ?? false;
}

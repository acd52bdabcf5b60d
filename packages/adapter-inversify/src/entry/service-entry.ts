import type { ServiceIdentifier } from '../host.ts';

/**
 * Attaches something to one instance, in place: the instance stays the very same object. Any adapter's attach function is
 * one. What it returns is not used; when it throws, the instance goes to the host as it is.
 */
export type Attach<T> = (instance: T) => void;

/** What is bound under `service` gets `attach`. */
export type ServiceEntry<T = never> = readonly [service: ServiceIdentifier<T>, attach: Attach<T>];

/**
 * A list of entries in which each function knows its instance from the identifier next to it, for the first twelve; after
 * these its parameter wants a type. A mapped tuple type has no bound, but TypeScript 7.0.2 infers no parameter through it.
 */
export type ServiceEntries<A, B, C, D, E, F, G, H, I, J, K, L> = readonly [
  ServiceEntry<A>?,
  ServiceEntry<B>?,
  ServiceEntry<C>?,
  ServiceEntry<D>?,
  ServiceEntry<E>?,
  ServiceEntry<F>?,
  ServiceEntry<G>?,
  ServiceEntry<H>?,
  ServiceEntry<I>?,
  ServiceEntry<J>?,
  ServiceEntry<K>?,
  ServiceEntry<L>?,
  ...ServiceEntry[],
];

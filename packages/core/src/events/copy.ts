import { isEqual } from './equal.ts';

/** Beyond these a payload is cut, with a marker: a host object may lead to half of the heap. */
const maxDepth = 64;
const maxNodes = 50_000;
/** Entries of all arrays: there are more numbers in an embedding than objects in a payload, and a sparse array has no end. */
const maxItems = 1_000_000;

export interface Copy {
  /** JSON's types alone. */
  value: unknown;
  /** Characters of text in it. */
  chars: number;
}

/**
 * Copies what a host handed over into plain JSON, so that what the host does to it afterwards is not seen. Strings are
 * taken by reference. Host code (getters, proxies, `toJSON`) runs at most once a value, and whatever it throws ends up as a
 * marker in the copy. Never throws.
 *
 * `known`: earlier copies of payloads like this one, the likeliest first. What is the same in one of them is taken from it, as
 * the same object, so that a conversation that grows is not copied anew at each turn. Nothing may change a copy.
 */
export function copyPayload(value: unknown, known: readonly unknown[] = []): Copy {
  const copier = new Copier(known);
  return { value: copier.copy(value, 0, known[0]), chars: copier.chars };
}

class Copier {
  chars = 0;
  #nodes = 0;
  #items = 0;
  readonly #ancestors: unknown[] = [];
  readonly #known: readonly unknown[];

  constructor(known: readonly unknown[]) {
    this.#known = known;
  }

  copy(value: unknown, depth: number, known?: unknown): unknown {
    switch (typeof value) {
      case 'string':
        this.chars += value.length;
        return value;
      case 'number':
        return Number.isFinite(value) ? value : String(value);
      case 'boolean':
        return value;
      case 'undefined':
        return undefined;
      case 'bigint':
        return value.toString();
      case 'symbol':
        return value.toString();
      case 'function':
        return '[function]';
    }
    if (value === null) return null;
    if (depth > maxDepth) return '[too deep]';
    if (++this.#nodes > maxNodes) return '[too large]';
    if (this.#ancestors.includes(value)) return '[circular]';
    this.#ancestors.push(value);
    try {
      return this.#copyObject(value as object, depth + 1, known);
    } catch (error) {
      return `[unreadable: ${messageOf(error)}]`;
    } finally {
      this.#ancestors.pop();
    }
  }

  #copyObject(value: object, depth: number, known: unknown): unknown {
    if (Array.isArray(value)) return this.#copyArray(value, depth, known);
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      return this.#copyPlain(value, depth, known);
    }
    return this.#copyInstance(value, depth);
  }

  #copyArray(value: readonly unknown[], depth: number, known?: unknown): unknown[] {
    let like = Array.isArray(known) ? known : undefined;
    const copy: unknown[] = [];
    for (let index = 0; index < value.length; index++) {
      if (this.#nodes > maxNodes || ++this.#items > maxItems) {
        copy.push('[too large]');
        break;
      }
      const item = this.#property(value, index, depth, like?.[index]) ?? null;
      copy.push(item);
      if (like && item !== like[index]) like = this.#otherLike(copy, known);
    }
    return like && like.length === copy.length ? like : copy;
  }

  /** Another of the known payloads that is like the copy of a list as far as that is made. Its last item is taken over. */
  #otherLike(copy: unknown[], known: unknown): unknown[] | undefined {
    const last = copy.length - 1;
    for (const list of this.#listsBeside(known)) {
      if (!copy.every((item, index) => index === last || item === list[index])) continue;
      if (!isEqual(copy[last], list[last])) continue;
      copy[last] = list[last];
      return list;
    }
    return undefined;
  }

  /** The lists that stand in the other known payloads where this one stands in the first. */
  *#listsBeside(known: unknown): Generator<unknown[]> {
    const [first, ...others] = this.#known as (Record<string, unknown> | undefined)[];
    if (!first || others.length === 0) return;
    const key = Object.keys(first).find((key) => first[key] === known);
    if (key === undefined) return;
    for (const other of others) {
      const list = other?.[key];
      if (Array.isArray(list)) yield list;
    }
  }

  #copyPlain(value: object, depth: number, known?: unknown): Record<string, unknown> {
    const like = isPlain(known) ? known : undefined;
    const keys = Object.keys(value);
    let copy: Record<string, unknown> | undefined = like ? undefined : {};
    let same = 0;
    for (const key of keys) {
      if (this.#nodes > maxNodes) break;
      const before = key === '__proto__' ? undefined : like?.[key];
      const item = this.#property(value, key, depth, before);
      if (!copy && item === before) {
        if (item !== undefined) same++;
        continue;
      }
      copy ??= pick(like, keys.slice(0, keys.indexOf(key)));
      if (item === undefined) continue;
      if (key === '__proto__') defineOwn(copy, key, item);
      else copy[key] = item;
    }
    if (copy) return copy;
    return like && Object.keys(like).length === same ? like : pick(like, keys);
  }

  #property(value: object, key: string | number, depth: number, known?: unknown): unknown {
    let item: unknown;
    try {
      item = (value as Record<string | number, unknown>)[key];
    } catch (error) {
      return `[unreadable: ${messageOf(error)}]`;
    }
    if (typeof item !== 'string') return this.copy(item, depth, known);
    this.chars += item.length;
    return item;
  }

  #copyInstance(value: object, depth: number): unknown {
    if (value instanceof Date) {
      return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    }
    if (value instanceof Map) return this.#copyMap(value, depth);
    if (value instanceof Set) return this.#copyArray([...value], depth);
    if (value instanceof RegExp || value instanceof URL) return this.copy(String(value), depth);
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return this.copy(value.valueOf(), depth);
    }
    if (value instanceof Error) return this.#copyError(value, depth);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
      return `[${value.constructor.name}: ${value.byteLength} bytes]`;
    }
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return this.copy(toJSON.call(value, ''), depth);
    return this.#copyDescriptors(value, depth);
  }

  #copyMap(value: Map<unknown, unknown>, depth: number): unknown {
    const entries = [...value];
    if (!entries.every(([key]) => typeof key === 'string')) return this.#copyArray(entries, depth);
    return this.#copyPlain(Object.fromEntries(entries), depth);
  }

  #copyError(error: Error, depth: number): unknown {
    const copy = this.#copyDescriptors(error, depth);
    for (const key of ['name', 'message', 'stack', 'cause'] as const) {
      const item = this.#property(error, key, depth);
      if (item !== undefined) copy[key] = item;
    }
    return copy;
  }

  /** Own data properties only: an instance's getters are code of the host that nobody asked to run. */
  #copyDescriptors(value: object, depth: number): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    const descriptors = Object.getOwnPropertyDescriptors(value);
    for (const key of Object.keys(descriptors)) {
      const descriptor = descriptors[key];
      if (!descriptor?.enumerable || this.#nodes > maxNodes) continue;
      if (!('value' in descriptor) || typeof descriptor.value === 'function') continue;
      const item = this.copy(descriptor.value, depth);
      if (item !== undefined) defineOwn(copy, key, item);
    }
    return copy;
  }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Those properties of an object, as far as it has them. */
function pick(object: Record<string, unknown> | undefined, keys: readonly string[]) {
  const picked: Record<string, unknown> = {};
  for (const key of keys) if (object?.[key] !== undefined) picked[key] = object[key];
  return picked;
}

function defineOwn(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

function messageOf(error: unknown): string {
  try {
    return String((error as Error)?.message ?? error);
  } catch {
    return 'error';
  }
}

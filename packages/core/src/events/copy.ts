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
 */
export function copyPayload(value: unknown): Copy {
  const copier = new Copier();
  return { value: copier.copy(value, 0), chars: copier.chars };
}

class Copier {
  chars = 0;
  #nodes = 0;
  #items = 0;
  readonly #ancestors: unknown[] = [];

  copy(value: unknown, depth: number): unknown {
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
      return this.#copyObject(value as object, depth + 1);
    } catch (error) {
      return `[unreadable: ${messageOf(error)}]`;
    } finally {
      this.#ancestors.pop();
    }
  }

  #copyObject(value: object, depth: number): unknown {
    if (Array.isArray(value)) return this.#copyArray(value, depth);
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return this.#copyPlain(value, depth);
    return this.#copyInstance(value, depth);
  }

  #copyArray(value: readonly unknown[], depth: number): unknown[] {
    const copy: unknown[] = [];
    for (let index = 0; index < value.length; index++) {
      if (this.#nodes > maxNodes || ++this.#items > maxItems) {
        copy.push('[too large]');
        break;
      }
      copy.push(this.#property(value, index, depth) ?? null);
    }
    return copy;
  }

  #copyPlain(value: object, depth: number): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      if (this.#nodes > maxNodes) break;
      const item = this.#property(value, key, depth);
      if (item === undefined) continue;
      if (key === '__proto__') defineOwn(copy, key, item);
      else copy[key] = item;
    }
    return copy;
  }

  #property(value: object, key: string | number, depth: number): unknown {
    let item: unknown;
    try {
      item = (value as Record<string | number, unknown>)[key];
    } catch (error) {
      return `[unreadable: ${messageOf(error)}]`;
    }
    return this.copy(item, depth);
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

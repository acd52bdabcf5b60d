/** Times and ports differ from one run to the next. */
const volatileKeys = new Set([
  'date',
  'created',
  'created_at',
  'completed_at',
  'stack',
  'port',
  'socket',
]);
const port = /(127\.0\.0\.1|localhost):\d+/g;

/**
 * A plain copy of anything that a host can return or throw, with the name of each object's class and with its hidden
 * properties, for a deep comparison of two of them. Leaves out what differs between any two runs.
 */
export function comparable(value: unknown): unknown {
  return copy(value, new Map());
}

function copy(value: unknown, seen: Map<object, string>): unknown {
  if (typeof value === 'string') return value.replace(port, '$1:<port>');
  if (typeof value === 'function') return `[function ${value.name}]`;
  if (typeof value !== 'object' || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  const name = classOf(value);
  seen.set(value, `[${name} ${seen.size}]`);
  if (Array.isArray(value)) return value.map((item) => copy(item, seen));
  // Their state is the host's and the platform's own; what a caller gets from them is compared where a case reads it.
  if (value instanceof AbortController || value instanceof AbortSignal) return `[${name}]`;
  if (value instanceof ReadableStream || value instanceof Promise) return `[${name}]`;
  if (value instanceof Headers) return headersOf([...value]);
  if (value instanceof Response) {
    return { class: name, status: value.status, headers: headersOf([...value.headers]) };
  }
  const result: Record<string, unknown> = { class: name };
  for (const key of Reflect.ownKeys(value)) {
    if (volatileKeys.has(String(key))) continue;
    result[String(key)] = copy(read(value, key), seen);
  }
  return result;
}

function headersOf(entries: [string, string][]): Record<string, string> {
  return Object.fromEntries(entries.filter(([name]) => !volatileKeys.has(name)));
}

function classOf(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null) return 'null';
  return (prototype as { constructor?: { name?: string } }).constructor?.name ?? 'Object';
}

function read(value: object, key: PropertyKey): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    return '[throws]';
  }
}

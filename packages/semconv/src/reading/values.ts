/** Attribute values are hostile input: each reader says `undefined` for what it cannot understand, and none throws. */

/** Beyond this depth JSON stays text: whoever writes it again would run out of stack. */
const maxDepth = 64;

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number of tokens or the like. Some senders write numbers as strings. */
export function count(value: unknown): number | undefined {
  const number = typeof value === 'string' ? numeric(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
}

function numeric(value: string): number | undefined {
  return /^\d{1,15}(\.\d{1,9})?$/.test(value) ? Number(value) : undefined;
}

export function flag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'True') return true;
  if (value === 'false' || value === 'False') return false;
  return undefined;
}

/** To the microsecond. */
export function milliseconds(value: unknown): number | undefined {
  const told = count(value);
  return told === undefined ? undefined : Math.round(told * 1e3) / 1e3;
}

export function millisecondsOfSeconds(value: unknown): number | undefined {
  const seconds = count(value);
  return seconds === undefined ? undefined : milliseconds(seconds * 1e3);
}

/** An object or array, also where it was sent as JSON text. */
export function structure(value: unknown): object | undefined {
  if (typeof value === 'object') return value ?? undefined;
  if (typeof value !== 'string') return undefined;
  const first = value.charCodeAt(0);
  return first === 0x7b || first === 0x5b || first <= 0x20 ? parse(value) : undefined;
}

/** Arguments, results and the like: a structure where it is one, else as it was sent. */
export function content(value: unknown): unknown {
  return structure(value) ?? value;
}

/** For what is parsed once it is known which of several hold. */
export function asTold(value: unknown): unknown {
  return value === null || value === '' ? undefined : value;
}

export function strings(value: unknown): string[] | undefined {
  const list = structure(value);
  if (Array.isArray(list)) {
    return list.every((item) => typeof item === 'string') ? (list as string[]) : undefined;
  }
  const single = list === undefined ? text(value) : undefined;
  return single === undefined ? undefined : [single];
}

export type Fields = Readonly<Record<string, unknown>>;

/** A JSON object; its own fields are read by name, so that what it calls `__proto__` is never looked at. */
export function fields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined;
}

/** Writes a name that a stranger chose. */
export function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') target[name] = value;
  else
    Object.defineProperty(target, name, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
}

function parse(json: string): object | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  return mayBeDeep(json) && isDeeper(value, maxDepth) ? undefined : value;
}

/** Whether there are enough brackets at all: most texts have few, and these are found faster than a value is walked. */
function mayBeDeep(json: string): boolean {
  let brackets = 0;
  for (const bracket of ['{', '[']) {
    for (let at = json.indexOf(bracket); at >= 0; at = json.indexOf(bracket, at + 1)) {
      if (++brackets > maxDepth) return true;
    }
  }
  return false;
}

function isDeeper(value: object, depth: number): boolean {
  if (depth === 0) return true;
  for (const name in value) {
    const item = (value as Record<string, unknown>)[name];
    if (typeof item === 'object' && item !== null && isDeeper(item, depth - 1)) return true;
  }
  return false;
}

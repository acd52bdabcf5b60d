import { OtlpDecodeError } from './decode-error.ts';
import { doubleOf, integerOf, millisecondsOf } from './scalars.ts';

type JsonObject = Record<string, unknown>;

/**
 * Reads fields of parsed JSON and knows where it is. As in protobuf's JSON, a field that is absent or null has its default, and
 * fields that are not known are left alone.
 */
export class JsonCursor {
  readonly #path: (string | number)[] = [];

  /** Calls `read` with each object of the list under `key`. */
  each(object: JsonObject, key: string, read: (item: JsonObject) => void): void {
    const list = object[key];
    if (list === undefined || list === null) return;
    this.#path.push(key);
    if (!Array.isArray(list)) this.fail('a list', list);
    for (const [index, item] of list.entries()) {
      this.#path.push(index);
      read(this.asObject(item));
      this.#path.pop();
    }
    this.#path.pop();
  }

  /** The result of `read` for the object under `key`; undefined where there is none. */
  object<T>(object: JsonObject, key: string, read: (item: JsonObject) => T): T | undefined {
    const item = object[key];
    if (item === undefined || item === null) return undefined;
    this.#path.push(key);
    const result = read(this.asObject(item));
    this.#path.pop();
    return result;
  }

  asObject(value: unknown): JsonObject {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as JsonObject;
    }
    return this.fail('an object', value);
  }

  string(object: JsonObject, key: string): string {
    const value = object[key];
    if (value === undefined || value === null) return '';
    return typeof value === 'string' ? value : this.failAt(key, 'a string', value);
  }

  boolean(object: JsonObject, key: string): boolean {
    const value = object[key];
    return typeof value === 'boolean' ? value : this.failAt(key, 'true or false', value);
  }

  /** An enum: its number, or one of its names with the number that it has. */
  enum(object: JsonObject, key: string, names: Readonly<Record<string, number>>): number {
    const value = object[key];
    if (value === undefined || value === null) return 0;
    if (typeof value === 'number' && Number.isInteger(value)) return value | 0;
    if (typeof value === 'string' && Object.hasOwn(names, value)) return names[value] as number;
    return this.failAt(key, 'an integer or a name of its enum', value);
  }

  /** Nanoseconds since the epoch, as decimal digits or a number, in milliseconds. */
  time(object: JsonObject, key: string): number {
    const value = object[key];
    if (value === undefined || value === null || value === '') return 0;
    const nanos = toBigInt(value);
    if (nanos === undefined || nanos < 0n || nanos >= 1n << 64n) {
      return this.failAt(key, 'nanoseconds since the epoch, as digits', value);
    }
    return millisecondsOf(Number(nanos >> 32n), Number(nanos & 0xffff_ffffn));
  }

  integer(object: JsonObject, key: string): number | string {
    const value = object[key];
    if (Number.isSafeInteger(value)) return value as number;
    const integer = toBigInt(value);
    if (integer === undefined || BigInt.asIntN(64, integer) !== integer) {
      return this.failAt(key, 'a 64-bit integer', value);
    }
    return integerOf(Number(BigInt.asUintN(32, integer >> 32n)), Number(integer & 0xffff_ffffn));
  }

  double(object: JsonObject, key: string): number | string {
    const value = object[key];
    if (typeof value === 'number') return doubleOf(value);
    if (typeof value !== 'string') return this.failAt(key, 'a number', value);
    if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return value;
    const number = value.trim() === '' ? Number.NaN : Number(value);
    return Number.isFinite(number) ? number : this.failAt(key, 'a number', value);
  }

  /** Base64, with or without padding, of either alphabet. */
  base64(object: JsonObject, key: string): string {
    const value = object[key];
    if (typeof value !== 'string' || !base64.test(value)) return this.failAt(key, 'base64', value);
    return Buffer.from(value, 'base64').toString('base64');
  }

  failAt(key: string, expected: string, got: unknown): never {
    this.#path.push(key);
    return this.fail(expected, got);
  }

  /** @throws OtlpDecodeError always */
  fail(expected: string, got: unknown): never {
    const path = this.#path
      .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
      .join('')
      .replace(/^\./, '');
    throw new OtlpDecodeError(
      `The JSON is no OTLP: ${path || 'the body'} has to be ${expected}, not ${describe(got)}.`,
    );
  }
}

const base64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const integer = /^-?[0-9]{1,20}$/;

function toBigInt(value: unknown): bigint | undefined {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  if (typeof value === 'string' && integer.test(value)) return BigInt(value);
  return undefined;
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  return typeof value === 'object' ? 'an object' : String(value).slice(0, 40);
}

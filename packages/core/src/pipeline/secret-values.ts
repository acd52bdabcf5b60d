/** Which values are no secrets although their names say so. */
import { secrecyOf } from './secret-names.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const path =
  /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|[A-Za-z][A-Za-z0-9+.-]{0,20}:\/\/|[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)+\.[A-Za-z0-9]{1,5}$)/;
const digest = /^(?:sha[0-9]{1,3}|md5|blake[0-9a-z]{1,4})[:-]/i;
/** A name with a number in it ends in the number; what a machine made goes on. */
const mixed = /[A-Za-z0-9]{0,64}[0-9][A-Za-z][A-Za-z0-9]{0,64}/g;

export function isPath(value: string): boolean {
  return path.test(value);
}

/** Letters and digits in one word, long, and neither a UUID nor a path nor a digest. */
export function looksMade(value: string): boolean {
  if (value.length < 12 || /\s/.test(value)) return false;
  const hasLongWord = (value.slice(0, 512).match(mixed) ?? []).some((word) => word.length >= 8);
  return hasLongWord && !uuid.test(value) && !isPath(value) && !digest.test(value);
}

/** A type, a condition, or nothing at all: `password: string`, `password=None`, `password: required`. */
const fillWords = new Set(
  'any bool boolean bytes char empty false hidden incorrect int integer invalid missing none null number object optional required secretstr str string text true undefined unknown varchar wrong'.split(
    ' ',
  ),
);

const call = /^[A-Za-z_$][A-Za-z0-9_$]*(?:\??\.[A-Za-z_$][A-Za-z0-9_$]*)*[([]/;
const variable = /^[A-Za-z_$][A-Za-z0-9_$]*(?:\??\.[A-Za-z_$][A-Za-z0-9_$]*)*$/;
/** Of a shell or a template. */
const placeholder = /^(?:\$?\{{1,2}[A-Za-z_]|\$\([A-Za-z_]|\$[A-Z][A-Z0-9_]*$|<[A-Za-z]|%[s(])/;

/** A value without quotes that names another place: a call, a variable of a like name, a type. */
export function isReference(value: string, name: string): boolean {
  if (fillWords.has(value.toLowerCase()) || placeholder.test(value) || call.test(value))
    return true;
  // In an environment there are values, not variables.
  return /[a-z]/.test(name) && variable.test(value) && secrecyOf(value) !== 'none';
}

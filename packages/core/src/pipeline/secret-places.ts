/** Where in a payload a name stands for the value beside it: properties, pairs, lists of headers, arguments of a command. */
import { mask } from './redact-assigned.ts';
import { redactName } from './redact-text.ts';
import { isSecretName, isSecretNumberName, secrecyOf } from './secret-names.ts';
import { isPath, looksMade } from './secret-values.ts';

/** Most texts in lists are none, and need not be remembered. */
const nameLike =
  /^-{0,2}(?=[A-Za-z][A-Za-z0-9_.-]{0,62}$)[A-Za-z0-9_.-]*(?:key|token|pass|pwd|secret|credential|cookie|auth|jwt|connection)/i;
const word = /^[A-Za-z_.]+$/;
const scheme = /^(?:basic|bearer|digest|token|negotiate) /i;

/** What is written in place of a property's value. Undefined where the name does not say that it is a secret. */
export function hiddenProperty(name: string, value: unknown): unknown {
  if (typeof value === 'number') return isSecretNumberName(name) ? mask : undefined;
  if ((typeof value !== 'string' && typeof value !== 'object') || value === null) return undefined;
  const secrecy = secrecyOf(name);
  if (secrecy === 'none') return undefined;
  if (typeof value === 'string') return isHidden(name, value) ? mask : undefined;
  if (secrecy === 'likely') return Array.isArray(value) ? hideMade(value) : undefined;
  return isSchema(value) ? undefined : hideAll(name, value);
}

/** The value in `{ name: 'x-api-key', value: '…' }`. */
export function hiddenValue(pair: Readonly<Record<string, unknown>>): unknown {
  const name = pair.name ?? pair.key ?? pair.header;
  return typeof name === 'string' ? hiddenProperty(name, pair.value) : undefined;
}

/** Whether the text before an item of a list says that the item is a secret: headers, entries, a command's arguments. */
export function isNamedBefore(before: unknown, item: string, isPair: boolean): boolean {
  if (typeof before !== 'string' || !nameLike.test(before) || item.startsWith('-')) return false;
  if (before.startsWith('--')) return item !== '' && secrecyOf(before) !== 'none';
  // A list of names alone, as of a form's fields, has nothing to hide.
  if (!isSecretName(before)) return secrecyOf(before) === 'likely' && looksMade(item);
  if (word.test(item) || secrecyOf(item) !== 'none') return false;
  if (!/\s/.test(item)) return isPair || !isPath(item);
  return scheme.test(item) || item.split(/\s/).some(looksMade);
}

function isHidden(name: string, value: string): boolean {
  if (value === '') return false;
  if (!isSecretName(name)) return looksMade(value);
  return !(/pwd$/i.test(name) && isPath(value));
}

function hideMade(items: readonly unknown[]): readonly unknown[] | undefined {
  const isMade = (item: unknown) => typeof item === 'string' && looksMade(item);
  return items.some(isMade) ? items.map((item) => (isMade(item) ? mask : item)) : undefined;
}

/** Each text below a secret's name. */
function hideAll(name: string, value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? value : mask;
  if (typeof value === 'number') return isSecretNumberName(name) ? mask : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => hideAll(name, item));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [redactName(key), hideAll(name, item)]),
  );
}

const schemaTypes = new Set(
  'string str number integer int float boolean bool array object'.split(' '),
);

/** Of a tool's parameter: what it is called and what it is for, and no value. */
function isSchema(value: object): boolean {
  const { type } = value as { type?: unknown };
  if ('value' in value) return false;
  if ('$ref' in value || 'anyOf' in value || 'oneOf' in value || 'allOf' in value) return true;
  return Array.isArray(type) || (typeof type === 'string' && schemaTypes.has(type.toLowerCase()));
}

import { mask } from './redact-assigned.ts';
import { redactName, redactText } from './redact-text.ts';
import { hiddenProperty, hiddenValue, isNamedBefore } from './secret-places.ts';

/** What is done to every text before it is written. */
export interface ContentPolicy {
  /** The user's own masking, after ours. Where it throws, the text is masked as a whole. */
  redact?: ((text: string) => string) | undefined;
  /** Takes the place of a text that is too long for a record. */
  shorten?: ((text: string) => string) | undefined;
}

/** Texts over this many characters leave the record. */
const longText = 256 * 1024;

/** What in a value is `structure`: ids, kinds, roles. The user's own masking is for all the rest. Holds for each item of an array. */
export type Shape = 'structure' | ReadonlyMap<string, Shape>;

/** Applies the policy to every text in a copied payload. Returns the same object where nothing changed; never changes it. */
export function prepareContent<T>(value: T, policy: ContentPolicy, shape?: Shape): T {
  return prepare(value, policy, shape) as T;
}

function prepare(value: unknown, policy: ContentPolicy, shape: Shape | undefined): unknown {
  if (typeof value === 'string') {
    return shape === 'structure' ? redactText(value) : prepareText(value, policy);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return prepareArray(value, policy, shape);
  return prepareObject(value as Record<string, unknown>, policy, shape);
}

/** The text masked: by us, then by the user. */
export function maskText(text: string, policy: ContentPolicy): string {
  let result = redactText(text);
  if (policy.redact) {
    try {
      const redacted: unknown = policy.redact(result);
      result = typeof redacted === 'string' ? redacted : mask;
    } catch {
      result = mask;
    }
  }
  return result;
}

function prepareText(text: string, policy: ContentPolicy): string {
  const result = maskText(text, policy);
  return result.length > longText && policy.shorten ? policy.shorten(result) : result;
}

function prepareArray(
  value: readonly unknown[],
  policy: ContentPolicy,
  shape: Shape | undefined,
): readonly unknown[] {
  let changed: unknown[] | undefined;
  for (let index = 0; index < value.length; index++) {
    const before = value[index];
    const isSecret =
      !shape &&
      index > 0 &&
      typeof before === 'string' &&
      isNamedBefore(value[index - 1], before, value.length === 2);
    const item = isSecret ? mask : prepare(before, policy, shape);
    if (item === before) continue;
    changed ??= [...value];
    changed[index] = item;
  }
  return changed ?? value;
}

/** With `for in`, which allocates nothing: a property that it finds in a prototype is prepared in vain, and not written. */
function prepareObject(
  value: Record<string, unknown>,
  policy: ContentPolicy,
  shape: Shape | undefined,
): Record<string, unknown> {
  let changed: Record<string, unknown> | undefined;
  for (const key in value) {
    const before = value[key];
    const ours = typeof shape === 'object' ? shape.get(key) : shape;
    const hidden = ours
      ? undefined
      : key === 'value'
        ? hiddenValue(value)
        : hiddenProperty(key, before);
    const after = hidden ?? prepare(before, policy, ours);
    const name = redactName(key);
    if (after === before && name === key) continue;
    changed ??= { ...value };
    if (name !== key) delete changed[key];
    changed[name] = after;
  }
  return changed ?? value;
}

/** Counts characters of text in a copied payload, and stops counting beyond `limit`. */
export function countChars(value: unknown, limit: number): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let chars = 0;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && chars <= limit; index++) {
      chars += countChars(value[index], limit - chars);
    }
    return chars;
  }
  for (const key in value) {
    chars += countChars((value as Record<string, unknown>)[key], limit - chars);
    if (chars > limit) break;
  }
  return chars;
}

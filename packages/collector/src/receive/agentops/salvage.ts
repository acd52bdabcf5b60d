import type { z } from 'zod';
import { BodyError } from '../body.ts';
import { isObject } from './chat-message.ts';
import { problemsOf } from './json-body.ts';

export interface Salvaged<T> {
  read: T[];
  /** How many could not be kept. */
  lost: number;
}

/**
 * Reads each item by itself, because these clients never send again what was refused. A field that is not as it should be is put aside
 * as `unread.<field>`; an item that is none without it is left out.
 * @throws BodyError where nothing can be kept of any
 */
export function salvage<T extends z.ZodType>(
  items: readonly unknown[],
  schema: T,
  name: string,
): Salvaged<z.output<T>> {
  const read: z.output<T>[] = [];
  const problems: string[] = [];
  for (const [index, item] of items.entries()) {
    const whole = schema.safeParse(item);
    const kept = whole.success ? whole : schema.safeParse(withoutBad(item, whole.error));
    if (kept.success) read.push(kept.data);
    else problems.push(problemsOf(whole.error ?? kept.error, [name, index]));
  }
  if (read.length === 0 && problems.length > 0) {
    throw new BodyError(
      400,
      `The body has nothing that can be kept. ${problems.slice(0, 5).join('; ')}`,
    );
  }
  return { read, lost: problems.length };
}

function withoutBad(item: unknown, { issues }: z.ZodError): unknown {
  if (!isObject(item)) return item;
  const fields = new Map(Object.entries(item));
  for (const field of new Set(issues.map(({ path }) => String(path[0])))) {
    if (!fields.has(field)) continue;
    fields.set(`unread.${field}`, fields.get(field));
    fields.delete(field);
  }
  return Object.fromEntries(fields);
}

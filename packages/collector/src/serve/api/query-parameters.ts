import { z } from '@hono/zod-openapi';

/** How the API reads what stands behind the `?`. */

const maxValues = 50;
const maxTextLength = 200;
/** The furthest that a JavaScript date reaches. */
const maxTime = 8.64e15;

const text = z.string().min(1).max(maxTextLength);

/** Several values: separated by commas, or the parameter several times. A comma within a value is written `\,`. */
function list<T extends z.ZodType>(item: T, description: string) {
  return z
    .preprocess(splitList, z.array(item).min(1).max(maxValues))
    .optional()
    .openapi({ description, param: { style: 'form', explode: false } });
}

export function texts(description: string) {
  return list(text, description);
}

export function oneOrMoreOf<const T extends readonly string[]>(values: T, description: string) {
  return list(z.enum(values), description);
}

export function someText(description: string, maxLength = maxTextLength) {
  return z.string().min(1).max(maxLength).optional().openapi({ description });
}

/** Epoch milliseconds, or a date or time in ISO 8601 (without an offset: UTC). Epoch milliseconds once read. */
function time(description: string) {
  const milliseconds = z.number().min(-maxTime).max(maxTime);
  const iso = z
    .union([z.iso.datetime({ offset: true, local: true }), z.iso.date()])
    .transform((value, context) => {
      const local = value.length > 10 && !/(?:Z|[+-]\d\d:?\d\d)$/i.test(value);
      const parsed = Date.parse(local ? `${value}Z` : value);
      if (Number.isNaN(parsed)) context.addIssue('no time that there is');
      return parsed;
    });
  return z
    .preprocess(toNumber, z.union([milliseconds, iso], notTime))
    .optional()
    .openapi({ description: `${description} Epoch milliseconds, or ISO 8601.` });
}

const notTime = 'neither epoch milliseconds nor a time in ISO 8601, such as 2026-11-22T18:30:00Z';

export function wholeNumber(description: string, min: number, max: number) {
  return z.preprocess(toNumber, z.int().min(min).max(max)).optional().openapi({ description });
}

export function trueOrFalse(description: string) {
  return z
    .preprocess(
      (value) => (value === 'true' ? true : value === 'false' ? false : value),
      z.boolean(),
    )
    .optional()
    .openapi({ description });
}

export const timeRange = {
  from: time('Nothing before it.'),
  to: time('Only what is before it.'),
};

export function paging(max = 500) {
  return {
    limit: wholeNumber('How many items at most. 50 where it is not given.', 1, max),
    cursor: someText('`next` of the page before.', 2000),
  };
}

/** A query without the parameters that were not given, as the store's types want it. */
export function given<T extends object>(query: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as never;
}

function splitList(value: unknown): unknown {
  const values = Array.isArray(value) ? value : [value];
  return values.flatMap((one) => (typeof one === 'string' ? splitText(one) : [one]));
}

function splitText(value: string): string[] {
  return value.split(/(?<!\\),/).map((part) => part.replaceAll('\\,', ','));
}

function toNumber(value: unknown): unknown {
  const isNumber = typeof value === 'string' && /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(value);
  return isNumber ? Number(value) : value;
}

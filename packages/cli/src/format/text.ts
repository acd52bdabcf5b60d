import { stripVTControlCharacters } from 'node:util';

/** Control characters but the line break, and changes of the writing direction. */
const steering = /(?!\n)\p{Cc}|\p{Bidi_Control}/gu;
const identifier = /^[A-Za-z_$][\w$]*$/;
/** More of a value than this is never shown in one line. */
const enough = 2000;

/** A text with its line breaks, and without anything by which a recorded text could steer the terminal. */
export function printable(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').replaceAll('\t', '  ');
  return stripVTControlCharacters(lines).replace(steering, '');
}

/** A value in one line: texts with their blanks and line breaks run together, everything else like code. */
export function oneLine(value: unknown): string {
  const text = typeof value === 'string' ? value.slice(0, enough) : compact(value);
  return printable(text.replace(/\s+/g, ' ').trim());
}

/** Arguments as they stand in a call: `city: "Paris", days: 3`. */
export function argumentList(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object' || Array.isArray(value)) return oneLine(compact(value));
  return oneLine(members(value, enough));
}

/** A value in full, as text: what is no text is indented JSON. */
export function inFull(value: unknown): string {
  return printable(typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? ''));
}

/** Like JSON, without what the eye does not need. */
function compact(value: unknown, room = enough): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, room));
  if (typeof value !== 'object' || value === null) return String(value);
  if (!Array.isArray(value)) return `{${members(value, room)}}`;
  return `[${joined(value, room, (item, left) => compact(item, left))}]`;
}

function members(value: object, room: number): string {
  return joined(Object.entries(value), room, ([key, item], left) => {
    const name = identifier.test(key) ? key : JSON.stringify(key);
    return `${name}: ${compact(item, left)}`;
  });
}

function joined<T>(items: readonly T[], room: number, show: (item: T, left: number) => string) {
  let text = '';
  for (const item of items) {
    if (text.length > room) return `${text}, …`;
    text += `${text === '' ? '' : ', '}${show(item, room - text.length)}`;
  }
  return text;
}

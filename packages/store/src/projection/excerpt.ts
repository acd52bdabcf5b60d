import { cut, plainText } from './text.ts';

/** Of a value that is longer, no more than this is looked at: whitespace collapses, so it has to be more than what is shown. */
const margin = 4;

/** Anything but printable ASCII with single spaces between the words. */
const needsCleaning = /[^\x20-\x7e]| {2}/;

/** The beginning of a text or of a value's JSON, on one line. Null where there is nothing in it. */
export function excerpt(value: unknown, max: number): string | null {
  const text = typeof value === 'string' ? value.slice(0, max * margin) : json(value, max * margin);
  // Most texts have nothing to be replaced, and this is asked for each event.
  const line = (needsCleaning.test(text) ? plainText(text).replace(/\s+/g, ' ') : text).trim();
  if (line === '') return null;
  return line.length <= max ? line : `${cut(line, max - 1)}…`;
}

/** The beginning of a value's JSON: a result of megabytes is not written out for the sake of a line. */
function json(value: unknown, max: number): string {
  let text = '';
  const write = (item: unknown, depth: number): void => {
    if (text.length >= max) return;
    if (typeof item === 'string') text += JSON.stringify(item.slice(0, max));
    else if (typeof item !== 'object' || item === null) text += String(item ?? null);
    else if (depth > 8) text += '…';
    else if (Array.isArray(item)) {
      text += '[';
      for (let index = 0; index < item.length && text.length < max; index++) {
        if (index > 0) text += ',';
        write(item[index], depth + 1);
      }
      text += ']';
    } else {
      text += '{';
      let first = true;
      for (const key in item) {
        if (text.length >= max) break;
        text += `${first ? '' : ','}${JSON.stringify(key)}:`;
        first = false;
        write((item as Record<string, unknown>)[key], depth + 1);
      }
      text += '}';
    }
  };
  if (value !== undefined && value !== null) write(value, 0);
  return text;
}

/** Masks secrets that are told by the name before them, whatever they look like: `DB_PASS=…`, `"apiKey": "…"`, `--token …`. */
import { secrecyOf } from './secret-names.ts';
import { isPath, isReference, looksMade } from './secret-values.ts';

export const mask = '[redacted]';

/** Between a name and its value, in code, headers, queries, and JSON, which may stand inside of JSON. */
export const assignment = String.raw`\\*["']?\s*(?::=|=>|={1,3}|:|%3[AaDd])\s*`;
/** A name is an item of a list, or an object's `name`, and its value comes next. */
const listed = String.raw`\\*["']\s*,\s*(?:\\*["'][Vv]alue\\*["']\s*:\s*)?(?=\\*["'])`;

/** How the names end that may say so. Without the flag `i`, which makes an expression slow that is run on every text. */
const endings =
  'assword|ASSWORD|asswd|ASSWD|hrase|HRASE|pass|Pass|PASS|pwd|Pwd|PWD|ecret|ECRET|edential|EDENTIAL|jwt|Jwt|JWT|key|Key|KEY|oken|OKEN|sig|ignature|onnection_?[sS]tring|ONNECTION_?STRING';

const assignedName = new RegExp(`(?:${endings})[sS]?(${assignment}|${listed})`, 'g');
const flag = /(?<![A-Za-z0-9_-])--([A-Za-z][A-Za-z0-9_-]{0,40})\s+(?!-)/g;

/** With its quotes, as far as the closing one, or the end of the line. */
const quoted = /(\\*["'])(?!\[redacted|\1)([^\n]{1,1024}?)(?:(?<!\\)(?=\1)|(?=\n)|$)/y;
/** Its beginning tells whether it is one, so that a text of nothing but names is read in one go. */
const bare = /(\\*["']?)(?!\[redacted)([^\s"'\\,;&}\])]{4,512})/y;
const restOfBare = /[^\s"'\\,;&}\])]*/y;
const prose = /^[A-Za-z]+$/;
const moreProse = /\s[A-Za-z]/y;

interface Found {
  name: string;
  /** A word alone before a colon, as in a sentence. */
  mere?: boolean;
  /** The name is an item of a list, which may be one of names alone. */
  item?: boolean;
}

/** The text with each value masked that its name says is a secret. */
export function redactAssigned(text: string): string {
  return maskValues(text, assignedName, readName);
}

/** The same for arguments of a command: `--token …`. */
export function redactFlags(text: string): string {
  return text.includes('--') ? maskValues(text, flag, ([, name = '']) => ({ name })) : text;
}

function maskValues(
  text: string,
  names: RegExp,
  read: (match: RegExpExecArray, text: string) => Found,
): string {
  let result = '';
  let done = 0;
  names.lastIndex = 0;
  for (let match = names.exec(text); match; match = names.exec(text)) {
    const found = read(match, text);
    const value = secretAt(text, names.lastIndex, found);
    if (!value) continue;
    result += text.slice(done, value.start) + mask;
    done = value.end;
    names.lastIndex = done;
  }
  return done === 0 ? text : result + text.slice(done);
}

/** The whole name, which the expression knows only the end of. */
function readName({ index, 0: all, 1: separator = '' }: RegExpExecArray, text: string): Found {
  const end = index + all.length - separator.length;
  let start = index;
  while (start > 0 && index - start < 64 && isOfName(text.charCodeAt(start - 1))) start--;
  const before = text[start - 1];
  // What an escape ends with is none of the name.
  if (before === '\\' && /[bfnrt]/.test(text[start] as string)) start++;
  else if (before === '%') start += 2;
  const name = text.slice(Math.min(start, index), end);
  return {
    name: inText(name, before),
    mere: /^(?:secret|credential|jwt)s?$/i.test(name) && /^\s*:/.test(separator),
    item: /^\\*["']\s*,\s*$/.test(separator),
  };
}

/** Some words are much else outside of a property, and some are names in a query alone. */
function inText(name: string, before: string | undefined): string {
  if (/^pass$/i.test(name)) return 'pass_key';
  if (/^pwd$/i.test(name)) return before === ';' ? name : '';
  if (/-signature$/i.test(name)) return 'signature_key';
  const inQuery = before === '?' || before === '&';
  return inQuery && /^(?:key|sig|signature)$/i.test(name) ? 'query_key' : name;
}

/** Where the secret is, without its quotes. Undefined where there is none. */
function secretAt(
  text: string,
  start: number,
  { name, mere, item }: Found,
): { start: number; end: number } | undefined {
  const secrecy = secrecyOf(name);
  if (secrecy === 'none') return undefined;
  quoted.lastIndex = start;
  bare.lastIndex = start;
  const inQuotes = quoted.exec(text);
  const match = inQuotes ?? bare.exec(text);
  if (!match) return undefined;
  const [all, quote = '', value = ''] = match;
  const end = start + all.length;
  const isSecret =
    secrecy === 'likely' || item || (mere && !inQuotes)
      ? looksMade(value) && (inQuotes !== null || !isReference(value, name))
      : inQuotes !== null || !(isReference(value, name) || isProse(text, value, end));
  if (!isSecret || (/pwd$/i.test(name) && isPath(value))) return undefined;
  restOfBare.lastIndex = end;
  if (!inQuotes) restOfBare.test(text);
  return { start: start + quote.length, end: inQuotes ? end : restOfBare.lastIndex };
}

/** `Password: minimum eight characters`. */
function isProse(text: string, value: string, end: number): boolean {
  moreProse.lastIndex = end;
  return prose.test(value) && moreProse.test(text);
}

function isOfName(code: number): boolean {
  const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return isLetter || (code >= 48 && code <= 57) || code === 45 || code === 46 || code === 95;
}

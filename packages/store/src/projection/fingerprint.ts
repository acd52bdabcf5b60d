import { createHash } from 'node:crypto';
import { plainText } from './text.ts';

const maxMessage = 2000;
const maxReadable = 120;

/** What differs between two errors that are alike. In this order: a UUID is also digits, a path also has quotes around it. */
const varying: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/"[^"]*"|`[^`]*`|(?<![\p{L}\p{N}])'[^']*'(?![\p{L}\p{N}])/gu, '<text>'],
  [/\bhttps?:\/\/[^\s,;)\]}>]+/gi, '<url>'],
  [/(?<![\w<])(?:[A-Za-z]:)?(?:[\\/][\w.@~+-]+){2,}[\\/]?/g, '<path>'],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  [/\b(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b/gi, '<hex>'],
  [/[-+]?\d+(?:[.,:]\d+)*(?:e[-+]?\d+)?/gi, '<n>'],
];

/**
 * The same for errors of one type whose messages differ in nothing but numbers, ids, quoted texts, URLs and paths: a short hash,
 * and for people the type and the message without what differs.
 */
export function fingerprintOf(errorType: string, message: string): string {
  let text = plainText(message.slice(0, maxMessage));
  for (const [pattern, placeholder] of varying) text = text.replace(pattern, placeholder);
  text = text.replace(/\s+/g, ' ').trim();
  const readable = plainText(`${errorType.slice(0, maxMessage)}: ${text}`);
  const hash = createHash('sha256').update(readable).digest('hex').slice(0, 12);
  return `${hash} ${Array.from(readable).slice(0, maxReadable).join('')}`;
}

import { TASKWEAVER_ATTACHMENT_TYPES } from '../taskweaver-attachment-types.ts';

const beginning = new RegExp(
  `(?:^\\[|, )(${TASKWEAVER_ATTACHMENT_TYPES.join('|').toUpperCase()}): `,
  'g',
);
/** A list of texts as Python writes it, with nothing to be unescaped. */
const plainList = /^\[(?:'[^'\\]*'(?:, '[^'\\]*')*)?\]$/;

/**
 * The attachments of a post, by type, out of the one text that a span has of them: `[THOUGHT: …, REPLY_TYPE: python]`. Nothing in it
 * is escaped. So it is undefined where a type stands there twice: then one of the two may be a part of a content.
 */
export function attachmentsIn(text: string): Record<string, unknown> | undefined {
  if (text === '[]') return {};
  if (!text.endsWith(']')) return undefined;
  const found = [...text.matchAll(beginning)];
  if (found[0]?.index !== 0) return undefined;
  const attachments: Record<string, unknown> = {};
  for (const [index, match] of found.entries()) {
    const type = (match[1] as string).toLowerCase();
    if (Object.hasOwn(attachments, type)) return undefined;
    const end = found[index + 1]?.index ?? text.length - 1;
    attachments[type] = contentOf(text.slice(match.index + match[0].length, end));
  }
  return attachments;
}

function contentOf(text: string): unknown {
  if (!plainList.test(text)) return text;
  return [...text.matchAll(/'([^']*)'/g)].map(([, item]) => item);
}

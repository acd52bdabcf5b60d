import type { IncomingMessage } from 'node:http';
import { parseRetryAfter } from './retry-after.ts';

/** What a destination answered, whatever its status. It came whole. */
export interface Answer {
  /** Of HTTP. */
  status: number;
  /** The header; empty where there is none. */
  contentType: string;
  /** How long the destination asks to be left alone, in milliseconds. Undefined where it does not say, or says no time to come. */
  retryAfterMs: number | undefined;
  /** Its first bytes, up to the poster's `maxAnswerBytes`. */
  body: Buffer;
}

const shownChars = 200;

/** Whether its status is a 2xx, and it is no web page, such as that of a proxy where somebody has to sign in. */
export function isYes({ status, contentType }: Answer): boolean {
  return status >= 200 && status < 300 && !/^text\/html\b/i.test(contentType);
}

/** How an answer begins, for people: one line of at most 200 characters. Of one that is no text, what is text in it. */
export function excerptOf({ contentType, body }: Answer): string {
  const isBinary = /protobuf|octet-stream/.test(contentType);
  const text = body.toString('utf8').replace(isBinary ? /[^\x20-\x7e]+/g : /\s+/g, ' ');
  return text.trim().slice(0, shownChars);
}

/** Reads it to its end. @throws the connection's error, where it breaks before */
export async function readAnswer(response: IncomingMessage, maxBytes: number): Promise<Answer> {
  const pieces: Buffer[] = [];
  let room = maxBytes;
  for await (const piece of response) {
    if (room > 0) pieces.push(piece.subarray(0, room));
    room -= piece.length;
  }
  return {
    status: response.statusCode ?? 0,
    contentType: response.headers['content-type'] ?? '',
    retryAfterMs: parseRetryAfter(response.headers['retry-after']),
    body: Buffer.concat(pieces),
  };
}

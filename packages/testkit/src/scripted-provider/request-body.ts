import type { IncomingMessage } from 'node:http';

/** The request cannot be answered as asked: `status` says why. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Reads a JSON object. No body at all reads as `{}`.
 * @throws BadRequest when it is too large (413) or no JSON object (400).
 */
export async function readJsonBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    // Beyond the bound the rest is read and dropped: a client still writing would miss the answer.
    if (size <= maxBytes) parts.push(part);
  }
  if (size > maxBytes) throw new BadRequest(413, `The body has more than ${maxBytes} bytes.`);
  if (size === 0) return {};
  let body: unknown;
  try {
    body = JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new BadRequest(400, 'We could not parse the JSON body of your request.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new BadRequest(400, 'The body of your request is not a JSON object.');
  }
  return body as Record<string, unknown>;
}

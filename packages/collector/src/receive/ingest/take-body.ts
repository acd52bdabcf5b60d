import { AgentOpsError } from '@agentops/core';
import { type BodyLimits, readBody } from '../body.ts';
import type { ByteBudget } from '../byte-budget.ts';

/** So much is being received already that this has to wait. */
export class TooBusyError extends AgentOpsError {
  readonly retryAfterSeconds = 1;

  constructor() {
    super(
      'AGENTOPS_TOO_BUSY',
      'The collector is still busy with what it got before. Send this again in a second.',
    );
  }
}

/** A compressed body can become a thousand times as large, so only so many are decompressed at a time. */
const maxDecompressing = 4;
let decompressing = 0;
const waiting: (() => void)[] = [];

/**
 * Reads a request's body whole, and hands it to `use`; until that is done, its bytes count in the budget.
 * @throws BodyError as `readBody` does
 * @throws TooBusyError where the budget has no room for it
 */
export async function takeBody<T>(
  request: Request,
  budget: ByteBudget,
  limits: BodyLimits & { maxBytes: number },
  use: (body: Buffer) => Promise<T>,
): Promise<T> {
  const declared = Number(request.headers.get('content-length') ?? Number.NaN);
  // A chunked body may be as large as is allowed. One that is refused for its size needs no room.
  const expected = declared >= 0 ? Math.min(declared, limits.maxBytes) : limits.maxBytes;
  const hold = budget.take(expected);
  if (!hold) throw new TooBusyError();
  try {
    const body = await decompressed(await readBody(asItCame(request), limits), request, limits);
    if (!hold.resize(body.length)) throw new TooBusyError();
    return await use(body);
  } finally {
    hold.release();
  }
}

function asItCame(request: Request): Request {
  if (!request.headers.has('content-encoding')) return request;
  const headers = new Headers(request.headers);
  headers.delete('content-encoding');
  // Not of the request itself: the server's is of a class of its own.
  const { url, method, body } = request;
  return new Request(url, { method, headers, body, duplex: 'half' });
}

async function decompressed(body: Buffer, request: Request, limits: BodyLimits): Promise<Buffer> {
  const encoding = request.headers.get('content-encoding');
  if (encoding === null) return body;
  if (decompressing === maxDecompressing) {
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else decompressing++;
  try {
    const headers = { 'content-encoding': encoding };
    const whole = new Request(request.url, { method: 'POST', headers, body: new Uint8Array(body) });
    return await readBody(whole, limits);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else decompressing--;
  }
}

/** `application/json` of `Application/JSON; charset=utf-8`; empty where the sender does not say. */
export function mediaTypeOf(request: Request): string {
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';');
  return type.trim().toLowerCase();
}

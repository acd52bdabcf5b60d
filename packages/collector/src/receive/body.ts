import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { AgentOpsError } from '@agentops/core';

export interface BodyLimits {
  /** Bytes as they come over the wire. @default 16 MiB */
  maxBytes?: number;
  /** Bytes once decompressed. @default 64 MiB */
  maxDecompressedBytes?: number;
  /** Milliseconds until all of it has to be there. @default 30,000 */
  timeoutMs?: number;
}

export interface BodyOptions extends BodyLimits {
  /** Hears how many bytes are held so far, as they come and once decompressed. What it throws ends the reading. */
  onBytes?: (bytes: number) => void;
}

/** A body that is not taken. `status` is the HTTP status that says so. */
export class BodyError extends AgentOpsError {
  readonly status: 400 | 408 | 413 | 415;

  constructor(status: BodyError['status'], message: string, options?: ErrorOptions) {
    super('AGENTOPS_BODY', message, options);
    this.status = status;
  }
}

const decoders = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};
type Encoding = keyof typeof decoders;

/**
 * Reads a request's body whole, within bounds, and decompresses it.
 * @throws BodyError where it is too large, too slow, broken off, or compressed in a way that is not known
 */
export async function readBody(request: Request, options: BodyOptions = {}): Promise<Buffer> {
  const { maxBytes = 16 * 1024 * 1024, timeoutMs = 30_000, onBytes } = options;
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() || 'identity';
  if (!isEncoding(encoding) && encoding !== 'identity') {
    const message = `content-encoding ${encoding.slice(0, 40)} is not known: send gzip, deflate, br or identity.`;
    throw new BodyError(415, message);
  }
  const raw = await readRaw(request, maxBytes, timeoutMs, onBytes);
  if (encoding === 'identity') return raw;
  const body = await decompress(raw, encoding, options);
  onBytes?.(body.length);
  return body;
}

function isEncoding(encoding: string): encoding is Encoding {
  return Object.hasOwn(decoders, encoding);
}

/** Of many bombs that come at once, only so many are opened at a time. The thread pool works at four at a time anyway. */
const maxDecompressing = 4;
let decompressing = 0;
const waiting: (() => void)[] = [];

/**
 * Decompresses a body within bounds.
 * @throws BodyError where it is too large, or damaged
 */
export async function decompress(
  raw: Buffer,
  encoding: Encoding,
  { maxDecompressedBytes = 64 * 1024 * 1024 }: BodyLimits = {},
): Promise<Buffer> {
  while (decompressing >= maxDecompressing) {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
    });
  }
  decompressing++;
  try {
    const chunkSize = Math.min(Math.max(raw.length * 4, 16 * 1024), 256 * 1024);
    return await decoders[encoding](raw, { maxOutputLength: maxDecompressedBytes, chunkSize });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new BodyError(
        413,
        `The body is larger than ${maxDecompressedBytes} bytes once decompressed: send less at a time.`,
      );
    }
    throw new BodyError(400, `The body is no valid ${encoding}.`, { cause });
  } finally {
    decompressing--;
    waiting.shift()?.();
  }
}

async function readRaw(
  request: Request,
  maxBytes: number,
  timeoutMs: number,
  onBytes: ((bytes: number) => void) | undefined,
): Promise<Buffer> {
  const tooLarge = () =>
    new BodyError(413, `The body is larger than ${maxBytes} bytes: send less at a time.`);
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge();
  if (!request.body) return Buffer.alloc(0);
  const reader = request.body.getReader();
  const read = async () => {
    try {
      return await reader.read();
    } catch (cause) {
      throw new BodyError(400, 'The body broke off.', { cause });
    }
  };
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    reader.cancel().catch(() => {});
  }, timeoutMs);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await read();
      if (late) throw new BodyError(408, `The body was not there within ${timeoutMs} ms.`);
      if (done) return Buffer.concat(chunks);
      bytes += value.length;
      if (bytes > maxBytes) throw tooLarge();
      onBytes?.(bytes);
      chunks.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

import type { ServerHttp2Stream } from 'node:http2';
import { BodyError, type BodyLimits, decompress } from '../body.ts';

/** A message goes with one byte that says whether it is compressed, and four of its length. */
const prefixBytes = 5;

/**
 * Reads the one message of a unary call.
 * @param onBytes hears how many bytes are held so far; what it throws ends the reading
 * @throws BodyError where it is too large, too slow, broken off, or compressed in a way that is not known
 */
export async function readMessage(
  stream: ServerHttp2Stream,
  encoding: string,
  limits: BodyLimits,
  onBytes: (bytes: number) => void,
): Promise<Buffer> {
  const { maxBytes = 16 * 1024 * 1024, timeoutMs = 30_000 } = limits;
  const framed = await readFramed(stream, maxBytes, timeoutMs, onBytes);
  if (framed.length < prefixBytes) throw new BodyError(400, 'The call has no message.');
  const length = framed.readUInt32BE(1);
  const there = framed.length - prefixBytes;
  if (there !== length) {
    const message = `The call has to be one message: its length is told as ${length} bytes, and ${there} came.`;
    throw new BodyError(400, message);
  }
  const message = framed.subarray(prefixBytes);
  const compressed = framed[0];
  if (compressed === 0) return message;
  if (compressed !== 1)
    throw new BodyError(400, `A message begins with 0 or 1, not ${compressed}.`);
  if (encoding !== 'gzip' && encoding !== 'deflate') {
    const given = `grpc-encoding ${encoding.slice(0, 40)} is not known`;
    throw new BodyError(415, `${given}: send gzip, deflate or identity.`);
  }
  const body = await decompress(message, encoding, limits);
  onBytes(body.length);
  return body;
}

/** A message as it is sent, not compressed. */
export function frame(message: Buffer): Buffer {
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function readFramed(
  stream: ServerHttp2Stream,
  maxBytes: number,
  timeoutMs: number,
  onBytes: (bytes: number) => void,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    const finish = (end: () => void) => {
      clearTimeout(timer);
      stream.off('data', onData).off('end', onEnd).off('close', onClose);
      end();
    };
    const fail = (error: unknown) => finish(() => reject(error));
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes + prefixBytes) {
        fail(
          new BodyError(413, `The message is larger than ${maxBytes} bytes: send less at a time.`),
        );
        return;
      }
      try {
        onBytes(bytes);
      } catch (error) {
        fail(error);
        return;
      }
      chunks.push(chunk);
    };
    const onEnd = () => finish(() => resolve(Buffer.concat(chunks)));
    const onClose = () => fail(new BodyError(400, 'The call broke off.'));
    const timer = setTimeout(() => {
      fail(new BodyError(408, `The message was not there within ${timeoutMs} ms.`));
    }, timeoutMs);
    stream.on('data', onData).on('end', onEnd).on('close', onClose);
  });
}

import type { Answer } from './post.ts';

/** What a receiver that took a request did not take of it. */
export interface PartialSuccess {
  rejectedSpans: number;
  message: string;
}

/** Of an `ExportTraceServiceResponse`. Undefined where all was taken, or the answer says nothing that can be read. */
export function partialSuccessOf({ contentType, body }: Answer): PartialSuccess | undefined {
  if (body.length === 0) return undefined;
  try {
    const told = contentType.includes('json') ? fromJson(body) : fromProtobuf(body);
    return told && told.rejectedSpans > 0 ? told : undefined;
  } catch {
    return undefined;
  }
}

/** What an answer says is wrong, for people. */
export function messageOf({ contentType, body }: Answer): string {
  const isBinary = /protobuf|octet-stream/.test(contentType);
  // A google.rpc.Status: its message is among bytes that are no text.
  const text = body.toString('utf8').replace(isBinary ? /[^\x20-\x7e]+/g : /\s+/g, ' ');
  return text.trim().slice(0, 200);
}

function fromJson(body: Buffer): PartialSuccess {
  const { partialSuccess } = JSON.parse(body.toString('utf8'));
  const { rejectedSpans = 0, errorMessage = '' } = partialSuccess ?? {};
  return { rejectedSpans: Number(rejectedSpans), message: String(errorMessage) };
}

function fromProtobuf(body: Buffer): PartialSuccess | undefined {
  const partial = fieldsOf(body).get(1);
  if (!Buffer.isBuffer(partial)) return undefined;
  const told = fieldsOf(partial);
  const message = told.get(2);
  return {
    rejectedSpans: Number(told.get(1) ?? 0),
    message: Buffer.isBuffer(message) ? message.toString('utf8') : '',
  };
}

/** Of varints and what has a length: there is nothing else in this message. @throws RangeError */
function fieldsOf(bytes: Buffer): Map<number, number | Buffer> {
  const found = new Map<number, number | Buffer>();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes.readUInt8(at++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const [field, type] = [Math.floor(tag / 8), tag % 8];
    if (type === 0) found.set(field, varint());
    else if (type === 2) {
      const length = varint();
      found.set(field, bytes.subarray(at, at + length));
      at += length;
    } else throw new RangeError(`a field of wire type ${type}`);
  }
  return found;
}

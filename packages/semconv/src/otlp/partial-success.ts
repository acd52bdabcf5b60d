/** What a receiver that took a request did not take of it, and is not to be sent again. */
export interface PartialSuccess {
  rejectedSpans: number;
  /** For people; may be empty. */
  message: string;
}

/**
 * Of the body of an `ExportTraceServiceResponse`, in JSON or protobuf: not all receivers say which. Undefined where all was taken, or
 * it can't be read.
 */
export function partialSuccessOf(body: Buffer): PartialSuccess | undefined {
  if (body.length === 0) return undefined;
  try {
    const told = fromJson(body) ?? fromProtobuf(body);
    return told && told.rejectedSpans > 0 ? told : undefined;
  } catch {
    return undefined;
  }
}

function fromJson(body: Buffer): PartialSuccess | undefined {
  let answer: { partialSuccess?: { rejectedSpans?: unknown; errorMessage?: unknown } };
  try {
    answer = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  const { rejectedSpans = 0, errorMessage = '' } = answer.partialSuccess ?? {};
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

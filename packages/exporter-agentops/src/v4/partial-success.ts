import type { Refusal } from '@agentops/core';
import type { Encoding } from './otlp-request.ts';

/** What an answer says of spans that were not taken, and are not to be sent again. Undefined where all were. */
export function rejectedIn(answer: Buffer, encoding: Encoding): Refusal | undefined {
  const { count, reason } = encoding === 'json' ? inJson(answer) : inMessage(answer);
  return count > 0
    ? { refused: count, reason: reason || 'the destination gave no reason' }
    : undefined;
}

interface Rejected {
  count: number;
  reason: string;
}

function inJson(answer: Buffer): Rejected {
  try {
    const { rejectedSpans = 0, errorMessage } = JSON.parse(answer.toString()).partialSuccess ?? {};
    return { count: Number(rejectedSpans) || 0, reason: String(errorMessage ?? '') };
  } catch {
    return { count: 0, reason: '' };
  }
}

/** `ExportTraceServiceResponse`: field 1 is `partial_success`, in which 1 is the number and 2 the reason. */
function inMessage(answer: Buffer): Rejected {
  const rejected: Rejected = { count: 0, reason: '' };
  const partial = fieldsOf(answer).get(1);
  if (!(partial instanceof Buffer)) return rejected;
  const fields = fieldsOf(partial);
  const [count, reason] = [fields.get(1), fields.get(2)];
  if (typeof count === 'number') rejected.count = count;
  if (reason instanceof Buffer) rejected.reason = reason.toString();
  return rejected;
}

/** Numbers and texts of a message, as far as it can be read. */
function fieldsOf(message: Buffer): Map<number, number | Buffer> {
  const fields = new Map<number, number | Buffer>();
  let at = 0;
  const digits = (): number => {
    let value = 0;
    for (let factor = 1; at < message.length; factor *= 128) {
      const byte = message[at++] as number;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < message.length) {
    const tag = digits();
    const kind = tag & 7;
    if (kind !== 0 && kind !== 2) break;
    const value = digits();
    if (kind === 0) fields.set(tag >> 3, value);
    else {
      fields.set(tag >> 3, message.subarray(at, at + value));
      at += value;
    }
  }
  return fields;
}

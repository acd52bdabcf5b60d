import { OtlpDecodeError } from './decode-error.ts';
import { maxNodes, throwTooManyNodes } from './decoded-traces.ts';

/** Far deeper than any attribute nests; a sender that goes beyond it means no good. */
const maxDepth = 1000;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/**
 * `JSON.parse` within bounds: 64 MiB of brackets would take gigabytes once parsed.
 * @throws OtlpDecodeError where it is no JSON, nested too deep, or of too many values
 */
export function parseJson(body: Buffer): unknown {
  // A shorter body can't hold more.
  if (body.length > maxNodes) checkBounds(body);
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new OtlpDecodeError(`The body is no valid JSON: ${(cause as Error).message}`, { cause });
  }
}

function checkBounds(body: Buffer): void {
  let depth = 0;
  let nodes = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at] as number;
    if (byte === quote) {
      at = endOfString(body, at);
      continue;
    }
    // `{` and `}` are `[` and `]` with another bit set.
    const bracket = byte | 0x20;
    if (bracket === 0x7b) {
      if (++depth > maxDepth) {
        throw new OtlpDecodeError(
          `The JSON is nested deeper than ${maxDepth} levels, at byte ${at}.`,
          {
            offset: at,
          },
        );
      }
      nodes++;
    } else if (bracket === 0x7d) depth--;
    else if (byte === comma) nodes++;
    else continue;
    if (nodes > maxNodes) throwTooManyNodes(at);
  }
}

/** The position of the closing quote, or the end of the body. */
function endOfString(body: Buffer, start: number): number {
  let at = start;
  for (;;) {
    at = body.indexOf(quote, at + 1);
    if (at === -1) return body.length;
    let backslashes = 0;
    while (body[at - 1 - backslashes] === backslash) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
}

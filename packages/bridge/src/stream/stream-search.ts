import { parseHostLine } from '../protocol/host-line.ts';
import { readStreamInfo, type StreamInfo } from '../protocol/stream-info.ts';
import { StreamTail } from '../reading/stream-tail.ts';

const pieceBytes = 256 * 1024;

export type Found =
  | { is: 'named'; info: StreamInfo }
  | { is: 'newer'; version: number }
  /** No line of those that are there says it; one that comes may. */
  | { is: 'unnamed' };

/** Looks for the line that says what a stream is: the first of each segment, unless that was damaged. */
export class StreamSearch {
  readonly #stream: string;
  readonly #tail: StreamTail;

  constructor(folder: string, stream: string) {
    this.#stream = stream;
    this.#tail = new StreamTail(folder, stream);
  }

  /** Goes on where it stopped. @throws the file system's error */
  look(): Found {
    for (;;) {
      const { lines, isAtEnd } = this.#tail.next(pieceBytes, false);
      for (const { text } of lines) {
        const found = text === undefined ? undefined : this.#foundIn(text);
        if (found) return found;
      }
      if (isAtEnd) return { is: 'unnamed' };
    }
  }

  #foundIn(text: string): Found | undefined {
    const parsed = parseHostLine(text, this.#stream);
    if (parsed.is === 'newer') return parsed;
    if (parsed.is === 'malformed' || parsed.line.kind !== 'stream') return undefined;
    const info = readStreamInfo(parsed.line.data);
    return info && { is: 'named', info };
  }
}

import { closeSync, openSync, readSync } from 'node:fs';

/** A line without its end; `text` is absent where it is longer than a line may be. */
export interface FoundLine {
  text?: string;
  /** Of its first byte in the file. */
  offset: number;
  bytes: number;
}

/** As the protocol has it. */
const maxLineBytes = 32 * 1024 * 1024;
const blockBytes = 256 * 1024;
const newline = 10;

/** Reads the whole lines of one file, again and again. What is longer than a line may be is passed over, and never held. */
export class LineReader {
  readonly #path: string;
  readonly #maxLineBytes: number;
  /** Of the line that has no end yet. */
  #begun: Buffer[] = [];
  #begunBytes = 0;
  #position = 0;

  constructor(path: string, options: { maxLineBytes?: number } = {}) {
    this.#path = path;
    this.#maxLineBytes = options.maxLineBytes ?? maxLineBytes;
  }

  /** Of the first byte that was not read. */
  get position(): number {
    return this.#position;
  }

  /**
   * The next lines: of about `maxBytes`, or as many as there are now. Empty lines are none. A file that is gone has none.
   * @throws the file system's error
   */
  read(maxBytes: number): { lines: FoundLine[]; isAtEnd: boolean } {
    const lines: FoundLine[] = [];
    let fd: number;
    try {
      fd = openSync(this.#path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { lines, isAtEnd: true };
      throw error;
    }
    try {
      for (const end = this.#position + maxBytes; this.#position < end; ) {
        const block = Buffer.allocUnsafe(blockBytes);
        const bytes = readSync(fd, block, 0, block.length, this.#position);
        if (bytes === 0) return { lines, isAtEnd: true };
        this.#take(block.subarray(0, bytes), lines);
      }
      return { lines, isAtEnd: false };
    } finally {
      closeSync(fd);
    }
  }

  /** The last line, where it has no end. After this, what comes is a new line. */
  takeUnfinished(): FoundLine | undefined {
    return this.#begunBytes === 0 ? undefined : this.#endLine();
  }

  #take(block: Buffer, lines: FoundLine[]): void {
    let start = 0;
    for (;;) {
      const end = block.indexOf(newline, start);
      this.#begin(block.subarray(start, end < 0 ? block.length : end));
      if (end < 0) return;
      if (this.#begunBytes > 0) lines.push(this.#endLine());
      // Its end.
      this.#position++;
      start = end + 1;
    }
  }

  #begin(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#begunBytes += piece.length;
    this.#position += piece.length;
    if (this.#begunBytes > this.#maxLineBytes) this.#begun = [];
    else this.#begun.push(piece);
  }

  #endLine(): FoundLine {
    const bytes = this.#begunBytes;
    const found: FoundLine = { offset: this.#position - bytes, bytes };
    if (bytes <= this.#maxLineBytes) found.text = Buffer.concat(this.#begun).toString('utf8');
    this.#begun = [];
    this.#begunBytes = 0;
    return found;
  }
}

import type { AgentOpsRecord } from '../events/record.ts';

/** A place in what a writer wrote: behind so many bytes of this segment, and all of the segments before. */
export interface Position {
  segment: number;
  offset: number;
}

export const spoolStart: Position = { segment: 0, offset: 0 };

/** What came behind a position, up to some bound, and the position behind it. */
export interface Excerpt {
  records: AgentOpsRecord[];
  position: Position;
  /** The bound was met: there is more now. */
  full: boolean;
}

/** Records that go to a destination together. */
export interface Batch {
  records: AgentOpsRecord[];
  /** There is more now. */
  full: boolean;
  /** The destination has them. Before this, the next batch begins with the same ones. */
  acknowledge(): void;
}

/** Where a destination gets its records from. */
export interface Source {
  /** Undefined when there is nothing now. @throws the file system's error */
  next(): Batch | undefined;
  /** Nothing more will be asked for. Does not throw. */
  close?(): void;
}

export interface WriterSourceOptions {
  start: Position;
  /** @throws the file system's error */
  read: (from: Position) => Excerpt;
  /** The record as the destination may have it. */
  permit: (record: AgentOpsRecord) => AgentOpsRecord;
  /** Keeps how far the destination has come. Does not throw. */
  save: (position: Position) => void;
}

/** What one writer wrote, in order. */
export class WriterSource implements Source {
  readonly #options: WriterSourceOptions;
  #position: Position;

  constructor(options: WriterSourceOptions) {
    this.#options = options;
    this.#position = options.start;
  }

  next(): Batch | undefined {
    const { read, permit } = this.#options;
    const { records, position, full } = read(this.#position);
    if (records.length > 0) {
      return { records: records.map(permit), full, acknowledge: () => this.#advance(position) };
    }
    // Behind lines that are no records, or in the next segment.
    if (!isSame(position, this.#position)) this.#advance(position);
    return undefined;
  }

  #advance(position: Position): void {
    this.#position = position;
    this.#options.save(position);
  }
}

function isSame(a: Position, b: Position): boolean {
  return a.segment === b.segment && a.offset === b.offset;
}

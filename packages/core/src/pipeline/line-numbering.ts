import type { RecordBody } from '../events/record.ts';
import type { Numbering } from './spool-writer.ts';

/** A line of what another process reported. */
export interface ReportedLine {
  /** Its number in that process's report. */
  seq: number;
  /** Epoch milliseconds. */
  time: number;
}

/** How far the records of an earlier reading came. */
export interface Written {
  /** Of the last record, but for those that open segments; -1 where there is none. */
  seq: number;
  /** The number that is free next. */
  segment: number;
}

/** Records of one line. Those that open a segment are numbered from the middle, before the line's own. */
const perLine = 65_536;
const half = perLine / 2;

/**
 * Numbers records by the line that they were made of, so that a line gives the same numbers however often it is read, and wherever
 * segments begin. What an earlier reading wrote is passed over.
 */
export class LineNumbering implements Numbering {
  readonly firstSegment: number;
  readonly #writtenSeq: number;
  #base = perLine;
  #records = 0;
  #segments = 0;
  #time = 0;

  constructor(written: Written) {
    this.firstSegment = written.segment;
    this.#writtenSeq = written.seq;
  }

  get isPast(): boolean {
    return this.#base + this.#records <= this.#writtenSeq;
  }

  begin({ seq, time }: ReportedLine): void {
    this.#base = (seq + 1) * perLine;
    this.#records = 0;
    this.#time = Math.max(this.#time, time);
  }

  next(kind: RecordBody['kind']): { seq: number; time: number } | undefined {
    const time = this.#time;
    if (kind === 'writer') return { seq: this.#base - half + (this.#segments++ % half), time };
    const isPast = this.isPast;
    const seq = this.#base + this.#records++;
    return isPast ? undefined : { seq, time };
  }
}

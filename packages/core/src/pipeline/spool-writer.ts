import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostics } from '../diagnostics.ts';
import { now } from '../events/clock.ts';
import { describeError } from '../events/error-event.ts';
import { type RecordBody, recordVersion, type WriterInfo } from '../events/record.ts';
import { pathsOf, prepareDirectory, prepareTemporaryDirectory } from './data-directory.ts';

/** Takes records for good. Nothing in it throws. */
export interface Spool {
  /** Id of the writer that its records carry. */
  readonly id: string;
  /** Where it is kept. Undefined when only memory is left. */
  readonly directory: string | undefined;
  /** The segment should be closed. */
  readonly isFull: boolean;
  append(body: RecordBody): void;
  /** Goes on in a new segment. */
  rotate(): void;
  /** Somebody may have deleted the data directory under a running process: that is said, and it is made anew. True where it was deleted. */
  checkFile(options?: { anew: boolean }): boolean;
  close(): void;
}

/** Gives records their places in a writer's sequence. */
export interface Numbering {
  /** The next record is in the spool already. */
  readonly isPast: boolean;
  /** The number that is free next in the spool. */
  readonly firstSegment: number;
  /** The place of the next record; undefined where it is in the spool already. */
  next(kind: RecordBody['kind']): { seq: number; time: number } | undefined;
}

export interface SpoolWriterOptions {
  id: string;
  directory: string;
  info: Omit<WriterInfo, 'segment'>;
  diagnostics: Diagnostics;
  /** @default 16 MiB */
  segmentBytes?: number;
  /** Of what another process reported. Its records are `unnumbered`. @default they are counted, and have the time of now */
  numbering?: Numbering;
}

const defaultSegmentBytes = 16 * 1024 * 1024;
/** What is held in memory while nothing can be written. */
const maxBacklogBytes = 8 * 1024 * 1024;
const retryAfterMs = 1000;

/**
 * Appends records to this writer's own file, one line a record. A record is acknowledged when its line is written whole:
 * it then outlives the process, however that ends. Nothing here throws.
 */
export class SpoolWriter implements Spool {
  readonly id: string;
  readonly #options: SpoolWriterOptions;
  readonly #segmentBytes: number;
  readonly #head: string;
  #directory: string | undefined;
  #fd: number | undefined;
  #path = '';
  #segment = 0;
  #bytes = 0;
  #seq = 0;
  #lastTime = 0;
  /** The last write was cut short, so that what follows must begin a new line. */
  #torn = false;
  #backlog: string[] = [];
  #backlogBytes = 0;
  #failedAt = Number.NEGATIVE_INFINITY;
  #opened = false;
  #hasSegment = false;

  constructor(options: SpoolWriterOptions) {
    this.id = options.id;
    this.#options = options;
    this.#head = `{"v":${recordVersion},"writer":"${options.id}","seq":`;
    this.#segmentBytes = options.segmentBytes ?? defaultSegmentBytes;
    this.#segment = options.numbering?.firstSegment ?? 0;
  }

  /** Opens on first use. */
  get directory(): string | undefined {
    this.#open();
    return this.#directory;
  }

  get isFull(): boolean {
    const { numbering } = this.#options;
    if (numbering?.isPast) return false;
    // What goes on after a past that others wrote begins a segment, for that stands on its own.
    return this.#bytes >= this.#segmentBytes || (numbering !== undefined && !this.#hasSegment);
  }

  append(body: RecordBody): void {
    this.#open();
    const line = this.#stamp(body);
    if (line !== undefined) this.#writeLine(line);
  }

  rotate(): void {
    this.#open();
    if (this.#fd !== undefined) closeQuietly(this.#fd);
    this.#fd = undefined;
    if (this.#hasSegment) this.#segment++;
    this.#openSegment();
  }

  checkFile({ anew } = { anew: true }): boolean {
    if (this.#fd === undefined || existsSync(this.#path)) return false;
    const { diagnostics } = this.#options;
    const path = this.#path;
    if (anew) {
      this.#directory = this.#prepare();
      this.rotate();
    }
    diagnostics.report(
      {
        level: 'warn',
        code: 'spool-deleted',
        message: `${path} was deleted while this process recorded into it: what was in it is lost. ${anew ? `Recording goes on in ${this.#path}.` : 'The process ends now.'}`,
      },
      path,
    );
    return true;
  }

  close(): void {
    this.#retryBacklog(true);
    if (this.#fd !== undefined) closeQuietly(this.#fd);
    this.#fd = undefined;
  }

  #open(): void {
    if (this.#opened) return;
    this.#opened = true;
    this.#directory = this.#prepare();
    if (!this.#options.numbering) this.#openSegment();
  }

  #prepare(): string | undefined {
    const { directory, diagnostics } = this.#options;
    try {
      return prepareDirectory(directory);
    } catch (error) {
      try {
        const temporary = prepareTemporaryDirectory();
        diagnostics.report({
          level: 'warn',
          code: 'directory-unwritable',
          message: `${directory} can't be written to (${describeError(error).message}), so events go to ${temporary}. Set AGENTOPS_DIR to a directory that can be written to.`,
        });
        return temporary;
      } catch {
        diagnostics.report({
          level: 'error',
          code: 'directory-unwritable',
          message: `Neither ${directory} nor the temporary directory can be written to (${describeError(error).message}): the last events are held in memory alone. Set AGENTOPS_DIR.`,
        });
        return undefined;
      }
    }
  }

  #openSegment(): void {
    this.#hasSegment = true;
    this.#bytes = 0;
    this.#torn = false;
    if (this.#directory === undefined) return;
    const name = `${this.id}.${String(this.#segment).padStart(4, '0')}.ndjson`;
    this.#path = join(pathsOf(this.#directory).spool, name);
    try {
      this.#fd = openSync(this.#path, 'ax', 0o600);
    } catch (error) {
      this.#reportFailure(error);
      return;
    }
    const info = { ...this.#options.info, segment: this.#segment };
    const line = this.#stamp({ kind: 'writer', info });
    if (line !== undefined) this.#writeLine(line);
  }

  /** Undefined for what is in the spool already. */
  #stamp(body: RecordBody): string | undefined {
    const { numbering } = this.#options;
    if (numbering) {
      const place = numbering.next(body.kind);
      if (!place) return undefined;
      return `${this.#head}${place.seq},"unnumbered":true,"time":${place.time},${JSON.stringify(body).slice(1)}\n`;
    }
    this.#lastTime = Math.max(now(), this.#lastTime);
    // Put together as text: copying the record for its four first fields costs more than writing them.
    return `${this.#head}${this.#seq++},"time":${this.#lastTime},${JSON.stringify(body).slice(1)}\n`;
  }

  #writeLine(line: string): void {
    if (this.#backlog.length > 0) {
      this.#keep(line);
      this.#retryBacklog(false);
    } else if (!this.#tryWrite(line)) this.#keep(line);
  }

  /** True when the line is on disk whole, that is: acknowledged. */
  #tryWrite(line: string): boolean {
    if (this.#fd === undefined) return false;
    const text = this.#torn ? `\n${line}` : line;
    try {
      const length = Buffer.byteLength(text);
      let written = writeSync(this.#fd, text);
      this.#bytes += written;
      // A disk that fills up takes a part of a line. What is left is tried once.
      if (written < length) {
        this.#torn = true;
        const rest = writeSync(this.#fd, Buffer.from(text).subarray(written));
        written += rest;
        this.#bytes += rest;
      }
      this.#torn = written < length;
      if (this.#torn) throw new Error(`short write: ${written} of ${length} bytes`);
      return true;
    } catch (error) {
      this.#reportFailure(error);
      return false;
    }
  }

  #reportFailure(error: unknown): void {
    this.#failedAt = performance.now();
    this.#options.diagnostics.report(
      {
        level: 'error',
        code: 'spool-unwritable',
        message: `The spool ${this.#path} can't be written (${describeError(error).message}): events are held in memory, up to ${maxBacklogBytes / 1024 / 1024} MiB, until it can.`,
      },
      this.#path,
    );
  }

  #keep(line: string): void {
    this.#backlog.push(line);
    this.#backlogBytes += line.length;
    // The gap that this leaves in the sequence is how a reader learns of it.
    while (this.#backlogBytes > maxBacklogBytes && this.#backlog.length > 1) {
      this.#backlogBytes -= (this.#backlog.shift() as string).length;
    }
  }

  #retryBacklog(now: boolean): void {
    if (!now && performance.now() - this.#failedAt < retryAfterMs) return;
    if (this.#fd === undefined && this.#backlog.length > 0) this.#reopen();
    while (this.#backlog.length > 0) {
      const line = this.#backlog[0] as string;
      if (!this.#tryWrite(line)) return;
      this.#backlog.shift();
      this.#backlogBytes -= line.length;
    }
  }

  #reopen(): void {
    if (this.#directory === undefined) return;
    try {
      this.#fd = openSync(this.#path, 'a', 0o600);
    } catch {
      this.#failedAt = performance.now();
    }
  }
}

function closeQuietly(fd: number): void {
  try {
    closeSync(fd);
  } catch {
    // There is nothing left to lose: each line was written when it came.
  }
}

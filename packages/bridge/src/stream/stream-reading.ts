import type { Diagnostic } from '@agentops/core';
import { ForeignRecording } from '@agentops/core/foreign';
import type { HostMapper } from '../host-mapper.ts';
import { parseHostLine } from '../protocol/host-line.ts';
import type { StreamInfo } from '../protocol/stream-info.ts';
import { LineOrder, type Ordered } from '../reading/line-order.ts';
import { type StreamLine, StreamTail } from '../reading/stream-tail.ts';
import { LineMapper } from './line-mapper.ts';
import { hostEnvOf, writerInfoOf } from './writer-info.ts';

export interface StreamReadingOptions {
  /** The data directory. */
  directory: string;
  /** Where its streams are. */
  folder: string;
  stream: string;
  captureContent: boolean;
  report: (diagnostic: Diagnostic) => void;
}

/** What was found in a stream. */
export class StreamCounts {
  lines = 0;
  malformed = 0;
  repeated = 0;
  missing = 0;
  readonly unknownKinds = new Map<string, number>();
}

export type Advance =
  | { is: 'more' }
  /** There is no more now. */
  | { is: 'end' }
  | { is: 'newer'; version: number };

/** So much is read at a time, … */
const pieceBytes = 256 * 1024;
/** … and about so long is mapped: others in this process have work too. */
const turnMs = 10;

/** Reads one stream from its start, and records what its lines say. */
export class StreamReading {
  readonly counts = new StreamCounts();
  readonly #options: StreamReadingOptions;
  readonly #tail: StreamTail;
  readonly #order = new LineOrder();
  readonly #recording: ForeignRecording;
  readonly #mapper: LineMapper;
  /** Lines that were read, and are still to be mapped. */
  #unmapped: StreamLine[] = [];
  #unmappedBytes = 0;
  #isAtEnd = false;
  #unwritable: string | undefined;

  /** @throws the file system's error, or what the mapper throws */
  constructor(mapper: HostMapper, info: StreamInfo, options: StreamReadingOptions) {
    const { directory, folder, stream, captureContent, report } = options;
    this.#options = options;
    this.#tail = new StreamTail(folder, stream);
    this.#recording = new ForeignRecording({
      directory,
      writer: { id: stream, info: writerInfoOf(info) },
      hostEnv: hostEnvOf(info),
      captureContent: captureContent && info.captureContent,
      onDiagnostic: (diagnostic) => {
        // The lines are still there, so what could not be written is made again.
        if (diagnostic.code === 'spool-unwritable') this.#unwritable ??= diagnostic.message;
        else report(diagnostic);
      },
    });
    const { unknownKinds } = this.counts;
    this.#mapper = new LineMapper(this.#recording, mapper, { stream, info, unknownKinds });
  }

  /** Bytes that were mapped. */
  get bytes(): number {
    return this.#tail.bytes - this.#unmappedBytes;
  }

  /** There is something to be mapped, where all segments have so many bytes. */
  isBehind(totalBytes: number): boolean {
    return this.#unmapped.length > 0 || totalBytes > this.#tail.bytes;
  }

  /** Lines wait for others that are before them. */
  get isWaiting(): boolean {
    return this.#order.isWaiting;
  }

  /**
   * Maps the next piece. `finished`: nobody writes on.
   * @throws the file system's error, or one that says what could not be written
   */
  advance(finished: boolean): Advance {
    if (this.#unmapped.length === 0) {
      const { lines, isAtEnd } = this.#tail.next(pieceBytes, finished);
      this.#isAtEnd = isAtEnd;
      // So that the next one is the last.
      this.#unmapped = lines.reverse();
      this.#unmappedBytes = lines.reduce((sum, { bytes }) => sum + bytes, 0);
    }
    for (const start = performance.now(); performance.now() - start < turnMs; ) {
      const line = this.#unmapped.pop();
      if (!line) return { is: this.#isAtEnd ? 'end' : 'more' };
      this.#unmappedBytes -= line.bytes;
      const newer = this.#take(line);
      if (newer !== undefined) return { is: 'newer', version: newer };
    }
    return { is: 'more' };
  }

  /** What lines wait for will not come. @throws Error that says what could not be written */
  flush(): void {
    this.#map(this.#order.flush());
  }

  /** The host is gone, and all it wrote was mapped. @throws Error that says what could not be written */
  end(): void {
    this.flush();
    this.#recording.gone();
    this.#checkWritten();
  }

  stop(): void {
    this.#recording.stop();
  }

  /** Returns the line's version where that is not known. */
  #take(found: StreamLine): number | undefined {
    const { text, bytes } = found;
    const parsed =
      text === undefined
        ? { is: 'malformed' as const, complaint: 'it is longer than 32 MiB' }
        : parseHostLine(text, this.#options.stream);
    if (parsed.is === 'newer') {
      this.flush();
      return parsed.version;
    }
    if (parsed.is === 'malformed') {
      this.#order.addMalformed();
      this.#passOver(found, parsed.complaint);
    } else {
      this.counts.lines++;
      this.#map(this.#order.add(parsed.line, bytes));
      this.counts.repeated = this.#order.repeated;
    }
    return undefined;
  }

  #map(ordered: readonly Ordered[]): void {
    for (const each of ordered) {
      if (each.gap) {
        this.counts.missing += each.gap.count;
        this.#mapper.passGap(each.gap, each.before);
      } else this.#mapper.map(each.line);
      // What follows something that could not be written is not to be written before it.
      this.#checkWritten();
    }
  }

  #checkWritten(): void {
    if (this.#unwritable !== undefined) throw new Error(this.#unwritable);
  }

  #passOver({ path, offset, bytes, isTorn }: StreamLine, complaint: string): void {
    if (this.counts.malformed++ > 0) return;
    const why = isTorn ? 'it was broken off' : complaint;
    this.#options.report({
      level: 'warn',
      code: 'bridge-line-malformed',
      message: `A line of ${path} is none of the bridge protocol: ${why} (${bytes} bytes at ${offset}). It and others like it are left out; the stream goes on behind them.`,
    });
  }
}

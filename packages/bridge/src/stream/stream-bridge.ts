import { describeError, FoldedWriter, writerStateHere } from '@agentops/core';
import type { Claim, Claimant } from '@agentops/core/foreign';
import type { HostMapper } from '../host-mapper.ts';
import { protocolVersion } from '../protocol/host-line.ts';
import type { StreamInfo } from '../protocol/stream-info.ts';
import { bytesOf, type StreamFile } from '../reading/stream-files.ts';
import type { StreamReport, StreamState } from '../report.ts';
import { isDone, markDone } from './done-marker.ts';
import { claimStream } from './stream-claim.ts';
import { StreamCounts, StreamReading, type StreamReadingOptions } from './stream-reading.ts';
import { StreamSearch } from './stream-search.ts';
import { writerInfoOf } from './writer-info.ts';

export interface StreamBridgeOptions extends StreamReadingOptions {
  mappers: readonly HostMapper[];
  claimant: Claimant;
}

/** A line that is missing this long after the last one was written is not being written. */
const settledMs = 2000;
/** After something could not be read or written. */
const retryMs = 5000;

/** Maps one stream, piece by piece, as it grows, until its host is gone. */
export class StreamBridge {
  readonly #options: StreamBridgeOptions;
  #search: StreamSearch | undefined;
  #info: StreamInfo | undefined;
  #claim: Claim | undefined;
  #reading: StreamReading | undefined;
  #counts = new StreamCounts();
  #doneBytes = 0;
  #state: StreamState = 'following';
  #reason: string | undefined;
  #retryAt = 0;

  constructor(options: StreamBridgeOptions) {
    this.#options = options;
  }

  get state(): StreamState {
    return this.#state;
  }

  /** That were read. */
  get lines(): number {
    return this.#counts.lines;
  }

  /** The same in bytes. */
  get bytes(): number {
    return this.#reading?.bytes ?? this.#doneBytes;
  }

  /** Maps the next piece. Returns whether there is more now. Never throws. */
  step(files: readonly StreamFile[]): boolean {
    const isOver = this.#state === 'done' || this.#state === 'newer';
    if (isOver || Date.now() < this.#retryAt) return false;
    try {
      this.#reading ??= this.#begin(files);
      return this.#reading !== undefined && this.#advance(this.#reading, files);
    } catch (error) {
      this.#fail(describeError(error).message);
      return false;
    }
  }

  /** Says that this bridge lives, to those that can't see its process. */
  touch(): void {
    this.#claim?.touch();
  }

  /** Another bridge may go on. */
  release(): void {
    this.#reading?.stop();
    this.#reading = undefined;
    this.#claim?.release();
    this.#claim = undefined;
  }

  report(files: readonly StreamFile[]): StreamReport {
    const { lines, malformed, repeated, missing, unknownKinds } = this.#counts;
    return {
      stream: this.#options.stream,
      state: this.#state,
      adapter: this.#info?.adapter ?? null,
      host: this.#info?.host ?? null,
      pid: this.#info?.process.pid ?? null,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
      lines,
      waitingBytes: Math.max(0, bytesOf(files) - this.bytes),
      malformedLines: malformed,
      repeatedLines: repeated,
      missingLines: missing,
      unknownKinds: Object.fromEntries(unknownKinds),
    };
  }

  /** Undefined where the stream can't be mapped here, or need not be. */
  #begin(files: readonly StreamFile[]): StreamReading | undefined {
    const { folder, stream, mappers, claimant } = this.#options;
    this.#info ??= this.#find();
    if (!this.#info) return undefined;
    const { adapter } = this.#info;
    const mapper = mappers.find((each) => each.adapter === adapter);
    if (!mapper) {
      this.#stay('no-mapper', `it is for ${adapter}, which is not installed here or is too old`);
      return undefined;
    }
    this.#claim ??= claimStream(folder, stream, claimant);
    if (!this.#claim) {
      this.#stay('elsewhere', 'another process maps it');
      return undefined;
    }
    // The one that had it before may just have come to the end.
    const bytes = bytesOf(files);
    if (isDone(folder, stream, bytes)) {
      this.#end(bytes);
      return undefined;
    }
    const reading = new StreamReading(mapper, this.#info, this.#options);
    this.#counts = reading.counts;
    this.#stay('following');
    return reading;
  }

  #find(): StreamInfo | undefined {
    const { folder, stream } = this.#options;
    this.#search ??= new StreamSearch(folder, stream);
    const found = this.#search.look();
    if (found.is === 'newer') this.#stopAt(found.version);
    else if (found.is === 'unnamed')
      this.#stay('unnamed', 'no line in it says which host it is of');
    else {
      this.#search = undefined;
      return found.info;
    }
    return undefined;
  }

  #advance(reading: StreamReading, files: readonly StreamFile[]): boolean {
    if (reading.isBehind(bytesOf(files))) {
      const advance = reading.advance(false);
      if (advance.is === 'newer') this.#stopAt(advance.version);
      if (advance.is !== 'end') return advance.is === 'more';
    }
    // Asked before the rest is read: a host that is gone adds nothing to it.
    if (this.#isHostGone(files)) return this.#finish(reading);
    const changedAt = files.at(-1)?.changedAt ?? 0;
    if (reading.isWaiting && Date.now() - changedAt > settledMs) reading.flush();
    return false;
  }

  #finish(reading: StreamReading): boolean {
    const advance = reading.advance(true);
    if (advance.is === 'newer') this.#stopAt(advance.version);
    if (advance.is !== 'end') return advance.is === 'more';
    reading.end();
    const { folder, stream } = this.#options;
    markDone(folder, stream, reading.bytes);
    this.#end(reading.bytes);
    return false;
  }

  #stopAt(version: number): void {
    this.release();
    this.#stay(
      'newer',
      `it was written by a newer version of the bridge protocol (${version}, this one knows ${protocolVersion}): update AgentOps`,
    );
    this.#options.report({
      level: 'warn',
      code: 'bridge-version-newer',
      message: `The report ${this.#options.stream} stays where it is: ${this.#reason}.`,
    });
  }

  #isHostGone(files: readonly StreamFile[]): boolean {
    const writer = new FoldedWriter(this.#options.stream);
    writer.info = { ...writerInfoOf(this.#info as StreamInfo), segment: 0 };
    writer.lastTime = files.at(-1)?.changedAt ?? 0;
    return writerStateHere()(writer).state === 'gone';
  }

  #fail(message: string): void {
    this.release();
    this.#retryAt = Date.now() + retryMs;
    const isNew = this.#state !== 'failed';
    this.#stay('failed', message);
    if (!isNew) return;
    this.#options.report({
      level: 'error',
      code: 'bridge-failed',
      message: `The report ${this.#options.stream} could not be taken in: ${message} It stays there, and is tried again.`,
    });
  }

  #end(bytes: number): void {
    this.release();
    this.#doneBytes = bytes;
    this.#stay('done');
  }

  #stay(state: StreamState, reason?: string): void {
    this.#state = state;
    this.#reason = reason;
  }
}

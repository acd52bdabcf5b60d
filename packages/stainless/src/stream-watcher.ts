import type { AdapterRecorder } from '@agentops/core';
import type { Call } from './call.ts';
import type { StreamReader } from './operation.ts';
import type { IteratorWatcher } from './watch-iterator.ts';

/** Reads the chunks of one call's stream into its event, and ends the event as the stream ends. */
export class StreamWatcher implements IteratorWatcher<unknown> {
  readonly #reader: StreamReader;
  readonly #call: Call;
  readonly #recorder: AdapterRecorder;
  readonly #signal: AbortSignal | undefined;
  readonly #output: ReturnType<NonNullable<Call['event']>['stream']> | undefined;
  readonly #say: Parameters<StreamReader['read']>[1];

  constructor(
    reader: StreamReader,
    call: Call,
    recorder: AdapterRecorder,
    signal: AbortSignal | undefined,
  ) {
    this.#reader = reader;
    this.#call = call;
    this.#recorder = recorder;
    this.#signal = signal;
    const output = call.event?.stream();
    this.#output = output;
    this.#say = output ? output.add.bind(output) : () => {};
  }

  came(chunk: unknown): boolean {
    this.#output?.arrived();
    try {
      this.#reader.read(chunk, this.#say);
    } catch (error) {
      this.#recorder.guard(() => {
        throw error;
      });
    }
    return !(this.#call.hidesUsage && this.#reader.isUsageChunk?.(chunk) === true);
  }

  done(): void {
    // The SDKs swallow the error of an abort: the stream then simply ends.
    this.#call.endStream(this.#signal?.aborted ? 'cancelled' : 'done', this.#result());
  }

  stopped(): void {
    this.#call.endStream('cancelled', this.#result());
  }

  failed(error: unknown): void {
    this.#call.fail(error, this.#result());
  }

  /** A stream that nobody reads any more can't end by itself: it ends when it is collected. */
  abandoned(): void {
    this.#call.endStream('abandoned', this.#result());
  }

  #result() {
    try {
      return this.#reader.result();
    } catch {
      return {};
    }
  }
}

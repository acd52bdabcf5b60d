import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Diagnostic } from '@agentops/core';
import type { HostMapper } from './host-mapper.ts';
import { bridgeFolder, bytesOf, listStreams, type StreamFile } from './reading/stream-files.ts';
import type { BridgeProgress, BridgeReport } from './report.ts';
import { pruneStreams } from './retention.ts';
import { isDone } from './stream/done-marker.ts';
import { StreamBridge } from './stream/stream-bridge.ts';
import { claimantHere } from './stream/stream-claim.ts';

export interface BridgeOptions {
  /** The data directory that hosts report into, and that what they did is recorded in. */
  directory: string;
  /** Of the adapters whose hosts may have reported. */
  mappers: readonly HostMapper[];
  /** Whether what people, models and programs wrote is kept. `AGENTOPS_CAPTURE_CONTENT=false` beats it. @default true */
  captureContent?: boolean;
  /**
   * What the bridge, the mappers and the shims have to say about themselves. Where a living host's report is read again from the
   * start, they say it again. @default nothing is told
   */
  onDiagnostic?: (diagnostic: Diagnostic) => void;
}

/** All streams of a data directory. */
export class Bridge {
  readonly #options: BridgeOptions;
  readonly #folder: string;
  readonly #claimant = claimantHere();
  readonly #streams = new Map<string, StreamBridge>();
  /** Bytes of those that were done before, so that their markers are not read again and again. */
  readonly #doneBytes = new Map<string, number>();
  #files = new Map<string, StreamFile[]>();
  #isClosed = false;

  constructor(options: BridgeOptions) {
    this.#options = options;
    this.#folder = bridgeFolder(options.directory);
  }

  /** Maps all that is there now, and returns whether there was anything. @throws the file system's error */
  async look(onProgress?: (progress: BridgeProgress) => void): Promise<boolean> {
    this.#files = this.#open();
    const streams = [...this.#streams].map(([stream, bridge]) => {
      const files = this.#files.get(stream) ?? [];
      return { bridge, files, until: bytesOf(files), from: bridge.bytes };
    });
    const totalBytes = streams.reduce((sum, { until, from }) => sum + until - from, 0);
    let readBytes = 0;
    let lines = 0;
    for (const { bridge, files, until } of streams) {
      for (let isMore = true; isMore && !this.#isClosed; ) {
        const before = { bytes: bridge.bytes, lines: bridge.lines };
        // A host that writes faster than it is mapped does not hold this up.
        isMore = bridge.step(files) && bridge.bytes <= until;
        readBytes += Math.max(0, bridge.bytes - before.bytes);
        lines += Math.max(0, bridge.lines - before.lines);
        if (bridge.bytes === before.bytes) continue;
        onProgress?.({ readBytes, totalBytes, lines });
        await nextTurn();
      }
    }
    return readBytes > 0;
  }

  /** Deletes streams that were done long ago. */
  prune(): void {
    pruneStreams(this.#folder);
  }

  /** Says that this bridge lives, to those that can't see its process. */
  touch(): void {
    for (const bridge of this.#streams.values()) bridge.touch();
  }

  report(): BridgeReport {
    const streams = [...this.#streams].map(([stream, bridge]) =>
      bridge.report(this.#files.get(stream) ?? []),
    );
    return { streams };
  }

  /** Another bridge may go on. */
  close(): void {
    this.#isClosed = true;
    for (const bridge of this.#streams.values()) bridge.release();
  }

  /** There is a `StreamBridge` for each stream that is not done. */
  #open(): Map<string, StreamFile[]> {
    const files = listStreams(this.#folder);
    for (const [stream, segments] of files) {
      const bytes = bytesOf(segments);
      if (this.#streams.has(stream) || this.#doneBytes.get(stream) === bytes) continue;
      if (isDone(this.#folder, stream, bytes)) this.#doneBytes.set(stream, bytes);
      else this.#streams.set(stream, this.#bridgeOf(stream));
    }
    for (const [stream, bridge] of this.#streams) {
      const segments = files.get(stream);
      // It has grown since, or was deleted.
      const isOver = bridge.state === 'done' && bytesOf(segments ?? []) !== bridge.bytes;
      if (segments && !isOver) continue;
      bridge.release();
      this.#streams.delete(stream);
      if (segments) this.#streams.set(stream, this.#bridgeOf(stream));
    }
    return files;
  }

  #bridgeOf(stream: string): StreamBridge {
    const { directory, mappers, captureContent = true, onDiagnostic } = this.#options;
    return new StreamBridge({
      directory,
      folder: this.#folder,
      stream,
      mappers,
      captureContent,
      claimant: this.#claimant,
      report: (diagnostic) => onDiagnostic?.(diagnostic),
    });
  }
}

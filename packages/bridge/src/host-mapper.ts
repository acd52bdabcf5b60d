/** What an adapter gives the bridge for a host in another language. */
import type { AdapterHost } from '@agentops/core';
import type { StreamInfo } from './protocol/stream-info.ts';

/** Maps what the shim of one host reports. It remembers nothing itself: what belongs to a stream is in what `open` returns. */
export interface HostMapper {
  /** What its shim writes as `adapter`: the name of the adapter's package. */
  readonly adapter: string;
  /** Called once for each stream, and again in each process that reads it. */
  open(host: HostStream): StreamMapper;
}

/**
 * Maps one stream, line by line. The same lines have to give the same records, as they are read again from the start after a bridge
 * has died: so nothing is asked of the clock, the file system or chance, and nothing is awaited. While it runs, core's clocks say
 * what the host's said, and new ids follow from the line.
 */
export interface StreamMapper {
  /** One thing that the host did, in the order of their numbers. False for a kind that it does not know. */
  handle(event: HostEvent): boolean;
}

/** One start of a host's process: what it said of itself, and where what it did is recorded. */
export interface HostStream {
  /** A random id of the start of the process. */
  readonly id: string;
  readonly info: StreamInfo;
  /** For the adapter's recorder: its option `agentops`. */
  readonly agentops: AdapterHost;
  /** Our id for something that has one in the host. `group` tells ids of one kind from those of another: `round`, `llm`. */
  eventId(group: string, hostId: string): string;
}

/** A line of a stream, checked in its outline. What is in `data` is the host's word, and can be anything. */
export interface HostEvent {
  readonly kind: string;
  readonly seq: number;
  /** When it happened, by the host's wall clock: epoch milliseconds. */
  readonly time: number;
  /** The same by its monotonic clock, in milliseconds from anywhere. */
  readonly mono: number;
  /** The host's own id of the session that it belongs to. */
  readonly session?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

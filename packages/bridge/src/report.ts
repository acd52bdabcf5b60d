/** What a bridge has to say about the streams of a data directory. */

/**
 * - `done`: mapped to its end, and its host is gone
 * - `following`: mapped as far as it goes; more may come
 * - `elsewhere`: another process maps it
 * - `no-mapper`: no mapper was given for its adapter
 * - `newer`: a newer version of the protocol stands in it, and this bridge can't read on
 * - `unnamed`: no line in it says what it is
 * - `failed`: what it gives could not be written; it is tried again
 */
export type StreamState =
  | 'done'
  | 'following'
  | 'elsewhere'
  | 'no-mapper'
  | 'newer'
  | 'unnamed'
  | 'failed';

export interface StreamReport {
  stream: string;
  state: StreamState;
  /** Null where no line says it. */
  adapter: string | null;
  host: string | null;
  pid: number | null;
  /** Why it is not read on, and what to do about it. */
  reason?: string;
  /** Lines that were read by this bridge. */
  lines: number;
  /** Written, and not mapped. */
  waitingBytes: number;
  /** Lines that are none of the protocol, or too long. */
  malformedLines: number;
  /** Lines whose number had been before. */
  repeatedLines: number;
  /** Numbers that no line came for. */
  missingLines: number;
  /** How many lines there are of each kind that neither the bridge nor the mapper knows. */
  unknownKinds: Record<string, number>;
}

export interface BridgeReport {
  /** In the order in which they began. Those that were done before are left out. */
  streams: StreamReport[];
}

export interface BridgeProgress {
  readBytes: number;
  totalBytes: number;
  lines: number;
}

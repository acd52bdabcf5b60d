/** What a sending process is started with, as JSON. */
export interface SenderSetUp {
  way: Way;
  /** Of the request; of the spool the data directory. */
  to: string;
  /** Which of several. */
  sender: number;
  /** Spans, or events, of one request. */
  batch: number;
  /** Requests that wait for their acknowledgement. */
  inFlight: number;
  warmUpMs: number;
  measureMs: number;
  /** Of a spool, which takes whatever is written, so many events and no more. */
  events: number;
}

export const ways = ['grpc', 'http', 'ingest', 'spool'] as const;
export type Way = (typeof ways)[number];

/** What it prints at its end, as JSON. */
export interface Sent {
  /** Acknowledged while it was measured. */
  events: number;
  requests: number;
  seconds: number;
  /** From sending a request to its acknowledgement, in milliseconds. */
  latency: { p50: number; p99: number };
  /** All that was sent, from the start. */
  total: number;
  cpuSeconds: number;
}

import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { StoreHealth } from '@agentops/store';
import type { ByteBudget } from '../../receive/byte-budget.ts';
import type { SpanReceiverCounts } from '../../receive/otlp/span-receiver.ts';
import type { SpoolState } from '../../receive/spool/spool-receiver.ts';
import type { Taken } from '../../receive/taken.ts';
import { Counter, counted, gauge, Histogram } from './instruments.ts';
import type { Intake } from './intake.ts';

export interface ReceiverCounts extends Required<Taken> {
  /** When it last took something, in epoch milliseconds. */
  lastTime: number;
}

/** What is not counted here. */
export interface MetricsNow {
  /** Undefined where it does not answer. */
  store: StoreHealth | undefined;
  budget: ByteBudget;
  liveClients: number;
  intake: Intake;
}

const durationBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Milliseconds between two looks at the event loop: what is measured is how much later than that the next one comes. */
const lookMs = 10;

/** What the collector counts of itself while it runs. */
export class Metrics {
  readonly #requests = new Counter('agentops_http_requests_total', 'Requests that were answered.');
  readonly #durations = new Histogram(
    'agentops_http_request_duration_seconds',
    'Time until the answer began.',
    durationBounds,
  );
  readonly #records = new Counter('agentops_ingested_records_total', 'New records.');
  readonly #spans = new Counter('agentops_ingested_spans_total', 'Spans of OpenTelemetry.');
  readonly #repeated = new Counter('agentops_repeated_records_total', 'Records known already.');
  readonly #rejected = new Counter('agentops_rejected_total', 'What could not be taken.');
  readonly #receivers = new Map<string, ReceiverCounts>();
  readonly #delay = monitorEventLoopDelay({ resolution: lookMs });

  constructor() {
    this.#delay.enable();
  }

  /** `route`: its pattern, so that there are not more of them than there are routes. */
  answered(route: string, method: string, status: number, milliseconds: number): void {
    this.#requests.add({ route, method, status: String(status) });
    this.#durations.observe({ route }, milliseconds / 1000);
  }

  /** To be called by each receiver, for what the store has acknowledged. */
  took(receiver: string, taken: Taken): void {
    const { records = 0, spans = 0, repeated = 0, rejected = 0 } = taken;
    const label = { receiver };
    this.#records.add(label, records);
    this.#spans.add(label, spans);
    this.#repeated.add(label, repeated);
    this.#rejected.add(label, rejected);
    const counts = this.#receivers.get(receiver);
    this.#receivers.set(receiver, {
      records: (counts?.records ?? 0) + records,
      spans: (counts?.spans ?? 0) + spans,
      repeated: (counts?.repeated ?? 0) + repeated,
      rejected: (counts?.rejected ?? 0) + rejected,
      lastTime: Date.now(),
    });
  }

  get receivers(): Record<string, ReceiverCounts> {
    return Object.fromEntries(this.#receivers);
  }

  /** In Prometheus' text format. The event loop's delay is that since the last time. */
  toText({ store, budget, liveClients, intake }: MetricsNow): string {
    const p99 = Math.max(0, this.#delay.percentile(99) / 1e6 - lookMs) / 1000;
    this.#delay.reset();
    const lines = [
      ...[this.#requests, this.#durations, this.#records, this.#spans].flatMap((i) => i.lines()),
      ...[this.#repeated, this.#rejected].flatMap((i) => i.lines()),
      ...gauge('agentops_bytes_in_flight', 'Received, and not yet kept.', budget.heldBytes),
      ...gauge('agentops_live_clients', 'Readers of server-sent events.', liveClients),
      ...gauge('agentops_event_loop_delay_p99_seconds', 'Since the last scrape.', p99),
      ...(intake.spool ? spoolLines(intake.spool()) : []),
      ...(intake.otlp ? otlpLines(intake.otlp()) : []),
      ...gauge('agentops_store_up', 'Whether the store answers.', store ? 1 : 0),
      ...(store ? storeLines(store) : []),
    ];
    return `${lines.join('\n')}\n`;
  }

  close(): void {
    this.#delay.disable();
  }
}

function spoolLines({ files, unreadBytes, unreadable }: SpoolState): string[] {
  return [
    ...gauge('agentops_spool_files', 'Files that programs of this machine wrote.', files),
    ...gauge('agentops_spool_unread_bytes', 'Spooled, and not yet in the store.', unreadBytes),
    ...gauge('agentops_spool_unreadable_files', 'Can not be read.', unreadable.length),
  ];
}

function otlpLines({ refused, metrics, logs }: SpanReceiverCounts): string[] {
  const { malformed, busy, storeDown } = refused;
  const refusals = { malformed, busy, store_down: storeDown };
  const unstored = { metrics, logs };
  return [
    ...counted('agentops_otlp_refused_total', 'Requests refused.', 'reason', refusals),
    ...counted('agentops_otlp_unstored_total', 'Received, not kept.', 'signal', unstored),
  ];
}

function storeLines({ lag, bytes, sessions, events, records }: StoreHealth): string[] {
  return [
    ...gauge('agentops_store_lag_records', 'Kept, and not yet shown.', lag.records),
    ...gauge('agentops_store_lag_search_events', 'Not yet found.', lag.searchEvents),
    ...gauge('agentops_store_bytes', 'On disk.', bytes),
    ...gauge('agentops_store_sessions', 'Sessions in the store.', sessions),
    ...gauge('agentops_store_events', 'Events in the store.', events),
    ...gauge('agentops_store_records', 'Records in the store.', records),
  ];
}

import type { SpanReceiverCounts } from '../../receive/otlp/span-receiver.ts';
import type { SpoolState } from '../../receive/spool/spool-receiver.ts';

/** How the receivers are that count for themselves. Undefined where there is none such. */
export interface Intake {
  spool?: () => SpoolState;
  otlp?: () => SpanReceiverCounts;
}

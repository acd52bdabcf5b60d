import { mapSpan } from '@agentops/semconv';
import { decodeTracesJson } from './decode-json.ts';
import { SpanRecorder } from './spans-to-records.ts';

/**
 * A trace request of OTLP/JSON as records, of spans that stand in one file: what came before says nothing about them.
 * @throws OtlpDecodeError where it is none
 */
export function importedSpans(body: Buffer): string {
  return new SpanRecorder({ mapSpan }).records(decodeTracesJson(body).spans);
}

import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type SpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

/** Hands spans to a real exporter, and says what became of them. Code 0: they were acknowledged. */
export async function exportSpans(
  exporter: SpanExporter,
  count: number,
  text: string,
  session: string = crypto.randomUUID(),
): Promise<{ code: number; error?: Error }> {
  const made = new InMemorySpanExporter();
  const processor = new SimpleSpanProcessor({ exporter: made });
  const tracer = new TracerProvider({ spanProcessors: [processor] }).getTracer('proof');
  for (let n = 0; n < count; n++) {
    tracer.startSpan(`span ${n}`, { attributes: { 'session.id': session, text } }).end();
  }
  return await new Promise((resolve) => exporter.export(made.getFinishedSpans(), resolve));
}

import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

/** Whole numbers below a bound: the same for the same seed (mulberry32). */
export function randomOf(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

export function sampleBodies(): { protobuf: Buffer; json: Buffer } {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop', 'session.id': 'chat-1' }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('scope', '1.0');
  const messages = JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'Grüße' }] }]);
  for (const attributes of [
    {
      'gen_ai.operation.name': 'chat',
      'gen_ai.input.messages': messages,
      'gen_ai.usage.input_tokens': 5,
    },
    { 'openinference.span.kind': 'LLM', 'llm.input_messages.0.message.content': 'hi' },
    { 'gen_ai.prompt.0.role': 'user', 'gen_ai.prompt.0.content': 'hi', 'llm.request.type': 'chat' },
    {
      'agentops.span.kind': 'session',
      'agentops.tags': ['a', 'b'],
      'agentops.session.end_state': 'Success',
    },
  ]) {
    const span = tracer.startSpan('work', {
      attributes: { ...attributes, list: [1, 2.5, 3], yes: true },
    });
    span.addEvent('said', { what: 'something' });
    span.recordException(new TypeError('no'));
    span.end();
  }
  const spans = [...exporter.getFinishedSpans()];
  return {
    protobuf: Buffer.from(ProtobufTraceSerializer.serializeRequest(spans) ?? []),
    json: Buffer.from(JsonTraceSerializer.serializeRequest(spans) ?? []),
  };
}

/** Bytes that mean something to JSON, so that more than its first check is reached. */
const telling = Buffer.from('{}[]",:0-9.eEntu\\ \u0000\u00ff', 'latin1');

export function mutate(body: Buffer, random: (below: number) => number): Buffer {
  let mutated = Buffer.from(body);
  for (let changes = 1 + random(4); changes > 0 && mutated.length > 0; changes--) {
    const at = random(mutated.length);
    const until = Math.min(mutated.length, at + 1 + random(40));
    switch (random(7)) {
      case 0:
        mutated[at] = (mutated[at] as number) ^ (1 << random(8));
        break;
      case 1:
        mutated[at] = random(256);
        break;
      case 2:
        mutated = mutated.subarray(0, at);
        break;
      case 3:
        mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(until)]);
        break;
      case 4:
        mutated = Buffer.concat([mutated.subarray(0, until), mutated.subarray(at)]);
        break;
      case 5:
        mutated[at] = telling[random(telling.length)] as number;
        break;
      default:
        mutated.fill(random(2) * 255, at, until);
    }
  }
  return mutated;
}

/** What hangs is told as such, with what it was. */
export async function inTime<T>(which: string, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer to ${which}`)), 30_000);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

import { bytes, fixed64, text, whole } from './protobuf.ts';

/** Stands in each id, where a request's number goes. */
const marker = Buffer.from('c0ffee42', 'hex');
const spansPerTrace = 16;
const wordsOf =
  'the agent reads a table of orders and writes a summary for the customer with total price and date '.repeat(
    40,
  );

/**
 * One OTLP request that becomes another one for each time that it is sent, at next to no cost: its trace ids, span ids and times are
 * overwritten. Its spans are traces of an agent with LLM calls and tools, by the GenAI conventions, some 1.3 kB each.
 */
export class SpanBody {
  /** Changes with `renew`. */
  readonly body: Buffer;
  readonly #ids: number[] = [];
  readonly #times: { at: number; value: bigint }[] = [];

  /** @param sender which of several, so that their ids differ */
  constructor(spans: number, sender: number, startTime: number) {
    const base = BigInt(startTime) * 1_000_000n;
    const encoded = Array.from({ length: spans }, (_, n) => bytes(2, span(n, sender, base)));
    const resource = bytes(1, bytes(1, attribute('service.name', 'order-agent')));
    const scope = bytes(1, text(1, 'openai-instrumentation'), text(2, '1.4.0'));
    this.body = bytes(1, resource, bytes(2, scope, ...encoded));
    for (let at = this.body.indexOf(marker); at >= 0; at = this.body.indexOf(marker, at + 4)) {
      this.#ids.push(at);
    }
    for (let n = 0; n < spans; n++) {
      for (const value of timesOf(n, base)) this.#times.push({ at: this.#find(value), value });
    }
  }

  /** @param count differs for each request of this sender */
  renew(count: number): void {
    for (const at of this.#ids) this.body.writeUInt32BE(count, at);
    const later = BigInt(count) * 1_000_000_000n;
    for (const { at, value } of this.#times) this.body.writeBigUInt64LE(value + later, at);
  }

  #find(value: bigint): number {
    const buffer = Buffer.alloc(8);
    buffer.writeBigUInt64LE(value);
    return this.body.indexOf(buffer);
  }
}

/** Nanoseconds at which a span starts and ends; of each span others. */
function timesOf(n: number, base: bigint): [bigint, bigint] {
  const start = base + BigInt(n) * 10_000_000n;
  return [start, start + 4_321_001n + BigInt((n * 7919) % 1000) * 1000n];
}

function span(n: number, sender: number, base: bigint): Buffer {
  const inTrace = n % spansPerTrace;
  const [start, end] = timesOf(n, base);
  const parent = inTrace === 0 ? [] : [bytes(4, spanId(n - inTrace))];
  const [name, attributes] = kindOf(inTrace, n);
  return Buffer.concat([
    bytes(1, traceId(Math.floor(n / spansPerTrace), sender)),
    bytes(2, spanId(n)),
    ...parent,
    text(5, name),
    whole(6, 3),
    fixed64(7, start),
    fixed64(8, end),
    ...Object.entries(attributes).map(([key, value]) => bytes(9, attribute(key, value))),
    bytes(15, whole(3, inTrace === 7 ? 2 : 1)),
  ]);
}

function kindOf(inTrace: number, n: number): [string, Record<string, string | number>] {
  if (inTrace === 0) {
    const agent = ['planner', 'researcher', 'coder'][n % 3] as string;
    return [
      `invoke_agent ${agent}`,
      { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': agent },
    ];
  }
  if (inTrace % 3 === 2) {
    const tool = ['search_orders', 'run_python', 'query_database'][n % 3] as string;
    const call = {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': tool,
      'gen_ai.tool.call.id': `call_${n}`,
      'gen_ai.tool.call.arguments': JSON.stringify({ query: said(n, 160) }),
      'gen_ai.tool.call.result': said(n * 3, 400),
      ...(inTrace === 8 ? { 'error.type': 'TimeoutError' } : {}),
    };
    return [`execute_tool ${tool}`, call];
  }
  const model = ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-4-5'][n % 3] as string;
  const message = (role: string, length: number) => [
    { role, parts: [{ type: 'text', content: said(n * 5, length) }] },
  ];
  const call = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': model.startsWith('gpt') ? 'openai' : 'anthropic',
    'gen_ai.request.model': model,
    'gen_ai.response.model': model,
    'gen_ai.usage.input_tokens': 200 + (n % 900),
    'gen_ai.usage.output_tokens': 40 + (n % 90),
    'gen_ai.input.messages': JSON.stringify(message('user', 500)),
    'gen_ai.output.messages': JSON.stringify(message('assistant', 300)),
  };
  return [`chat ${model}`, call];
}

function said(from: number, length: number): string {
  const start = from % (wordsOf.length - length);
  return wordsOf.slice(start, start + length);
}

function traceId(trace: number, sender: number): Buffer {
  const id = Buffer.alloc(16);
  marker.copy(id, 0);
  id.writeUInt32BE(trace, 4);
  id.writeUInt32BE(sender + 1, 8);
  id.writeUInt32BE(process.pid, 12);
  return id;
}

function spanId(n: number): Buffer {
  const id = Buffer.alloc(8);
  marker.copy(id, 0);
  id.writeUInt32BE(n + 1, 4);
  return id;
}

function attribute(key: string, value: string | number): Buffer {
  const any = typeof value === 'string' ? text(1, value) : whole(3, value);
  return Buffer.concat([text(1, key), bytes(2, any)]);
}

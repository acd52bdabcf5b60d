import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pythonEnv, recordEverything } from '@agentops/testkit';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { OtlpExporter } from '../src/index.ts';
import { type JsonPair, type JsonValue, jsonSpans } from './otlp-json.ts';
import { otlpReceiver } from './otlp-receiver.ts';
import { recordingTo } from './recording.ts';

const version = '1.45.2';
const { python } = await pythonEnv({
  name: `opentelemetry-proto ${version}`,
  requirements: [`opentelemetry-proto==${version}`],
});
const program = fileURLToPath(new URL('decode.py', import.meta.url));

/** OTLP/JSON's value as it is. */
function plain(value: JsonValue): unknown {
  if (value.arrayValue) return value.arrayValue.values.map(plain);
  if (value.kvlistValue) return attributes(value.kvlistValue.values);
  if (value.intValue !== undefined) return Number(value.intValue);
  return Object.values(value)[0] ?? null;
}

function attributes(pairs: JsonPair[]): Record<string, unknown> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, plain(value)]));
}

/** A request of OTLP/JSON, in the words of `decode.py`. */
function spansOf(body: Buffer): unknown[] {
  return jsonSpans(body).map(({ span, resource, scope }) => ({
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId ?? '',
    name: span.name,
    kind: span.kind,
    start: span.startTimeUnixNano,
    end: span.endTimeUnixNano,
    attributes: attributes(span.attributes),
    events: span.events.map((event) => [
      event.name,
      event.timeUnixNano,
      attributes(event.attributes),
    ]),
    links: (span.links ?? []).map((link) => [link.traceId, link.spanId]),
    status: [span.status.code, span.status.message ?? ''],
    resource: attributes(resource),
    scope,
  }));
}

describe.skipIf(!python)('opentelemetry-proto of Python', () => {
  it('reads the same of protobuf as stands in JSON', async () => {
    const receiver = await otlpReceiver();
    const endpoint = receiver.url;
    const dialects = ['openinference', 'openllmetry'] as const;
    const { agentops } = recordingTo([
      new OtlpExporter({ endpoint, name: 'a', protocol: 'http/protobuf', dialects }),
      new OtlpExporter({ endpoint, name: 'b', protocol: 'http/json', dialects }),
    ]);
    const session = recordEverything(agentops);
    session.startTool('odd', { arguments: '\u{1f30d} half \ud83c pair' }).end({
      attributes: {
        empty: '',
        negative: -5,
        large: Number.MAX_SAFE_INTEGER,
        tiny: 5e-324,
        none: null,
        list: [],
        object: {},
        'agentops.host.traceparent': '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      },
    });
    session.startTool('long', { arguments: 'x'.repeat(300_000) }).end();
    session.end({ endState: 'Fail', reason: 'no disk' });
    expect(await agentops.flush()).toBe(true);

    const folder = tempDir();
    const isJson = ({ headers }: { headers: object }) =>
      (headers as Record<string, string>)['content-type'] === 'application/json';
    const files = receiver.requests
      .filter((request) => !isJson(request))
      .map(({ body }, n) => {
        const file = join(folder, String(n));
        writeFileSync(file, body);
        return file;
      });
    const { stdout } = await promisify(execFile)(python as string, [program, ...files], {
      maxBuffer: 64 * 1024 * 1024,
    });
    const decoded = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const told = receiver.requests.filter(isJson).flatMap(({ body }) => spansOf(body));
    expect(decoded.length).toBeGreaterThan(10);
    expect(decoded).toEqual(told);
  });
});

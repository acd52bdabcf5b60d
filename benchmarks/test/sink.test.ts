import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { openSink, type Sink } from '../src/sink/sink.ts';

async function startSink(): Promise<Sink> {
  const sink = await openSink();
  onTestFinished(() => sink.close());
  return sink;
}

function post(sink: Sink, path: string, type: string, body: string | Uint8Array<ArrayBuffer>) {
  return fetch(sink.url + path, { method: 'POST', headers: { 'content-type': type }, body });
}

test('spans are counted in both encodings of OTLP', async () => {
  const sink = await startSink();
  const json = { resourceSpans: [{ scopeSpans: [{ spans: [{}, {}] }, { spans: [{}] }] }] };
  await post(sink, '/v1/traces', 'application/json', JSON.stringify(json));
  expect(sink.take().records).toBe(3);

  // resource_spans { resource {}, scope_spans { spans { name: "a" }, spans {} } }
  const spans = [0x12, 3, 0x2a, 1, 0x61, 0x12, 0];
  const scope = [0x12, spans.length, ...spans];
  const bytes = new Uint8Array([0x0a, scope.length + 2, 0x0a, 0, ...scope]);
  await post(sink, '/v1/traces', 'application/x-protobuf', bytes);
  expect(sink.take().records).toBe(2);
  expect(sink.take()).toEqual({ records: 0, bytes: 0, lastAt: undefined });
});

test('a run of LangSmith and a row of Braintrust count with their ends', async () => {
  const sink = await startSink();
  const part = (name: string, value: object) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${JSON.stringify(value)}\r\n`;
  const multipart = [
    part('post.one', { start_time: 1, end_time: 2 }),
    part('post.one.inputs', { end_time: 'no run' }),
    part('post.two', { start_time: 1 }),
    '--b--',
  ].join('');
  const body = gzipSync(multipart);
  await fetch(`${sink.url}/runs/multipart`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b', 'content-encoding': 'gzip' },
    body,
  });
  expect(sink.take().records).toBe(1);

  const rows = [
    { id: 'a', metrics: { start: 1 } },
    { id: 'a', metrics: { end: 2 } },
  ];
  await post(sink, '/logs3', 'application/json', JSON.stringify({ rows }));
  expect(sink.take().records).toBe(1);
});

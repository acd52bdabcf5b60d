import { describe, expect, it } from 'vitest';
import { OtlpExporter } from '../src/index.ts';
import { otlpReceiver } from './otlp-receiver.ts';
import { recordingTo } from './recording.ts';

/** So many tools go to a receiver that answers like this. */
async function sent(
  count: number,
  answer: Parameters<typeof otlpReceiver>[0],
  options: { maxBodyBytes?: number; arguments?: unknown } = {},
) {
  const receiver = await otlpReceiver(answer);
  const { maxBodyBytes } = options;
  const exporter = new OtlpExporter({
    endpoint: receiver.url,
    ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
  });
  const { agentops, diagnostics, directory } = recordingTo([exporter]);
  const session = agentops.startSession();
  for (let n = 0; n < count; n++) {
    session.startTool(`tool ${n}`, { arguments: options.arguments }).end();
  }
  const flushed = await agentops.flush();
  const names = receiver.taken().map(({ name }) => name.replace('execute_tool tool ', ''));
  return { receiver, agentops, session, diagnostics, directory, flushed, names };
}

const isBad = (bad: string) => (request: { spans: { name: string }[] }) =>
  request.spans.some(({ name }) => name === `execute_tool tool ${bad}`)
    ? { status: 400, body: '{"message":"bad attribute"}' }
    : {};

describe('a refusal', () => {
  it('is of the one span that is bad: the others arrive, and it is told', async () => {
    const { names, flushed, diagnostics, receiver } = await sent(20, isBad('7'));
    expect(flushed).toBe(true);
    expect(names.sort()).toEqual(
      Array.from({ length: 20 }, (_, n) => String(n))
        .filter((n) => n !== '7')
        .sort(),
    );
    // Halved, not one by one.
    expect(receiver.requests.length).toBeLessThan(15);
    expect(diagnostics).toMatchObject([
      {
        level: 'warn',
        code: 'export-refused',
        message: expect.stringMatching(/refused 1 .*bad attribute/),
      },
    ]);
  });

  it('as too large is tried with the long texts cut', async () => {
    const limit = 6000;
    const { names, flushed, receiver } = await sent(
      3,
      ({ body }) => (body.length > limit ? { status: 413 } : {}),
      { arguments: 'x'.repeat(10_000) },
    );
    expect(flushed).toBe(true);
    expect(names).toEqual(['0', '1', '2']);
    expect(receiver.text()).toContain('did not take a text of 10002 characters');
  });

  it('in a partial success is told, and nothing is sent again', async () => {
    const body = '{"partialSuccess":{"rejectedSpans":"2","errorMessage":"no room"}}';
    const { flushed, diagnostics, receiver } = await sent(3, () => ({ body }));
    expect(flushed).toBe(true);
    expect(receiver.requests).toHaveLength(1);
    expect(diagnostics[0]?.message).toMatch(/refused 2 .*no room/);
  });

  it('in a partial success as protobuf is read too', async () => {
    const message = Buffer.from('no röom');
    const partial = Buffer.concat([Buffer.from([8, 0x81, 1, 18, message.length]), message]);
    const body = Buffer.concat([Buffer.from([10, partial.length]), partial]);
    const headers = { 'content-type': 'application/x-protobuf' };
    const { diagnostics } = await sent(1, () => ({ headers, body }));
    expect(diagnostics[0]?.message).toMatch(/refused 129 .*no röom/);
  });
});

describe('no acknowledgement', () => {
  it.each([
    [500, ''],
    [401, 'check OTEL_EXPORTER_OTLP_HEADERS'],
    [404, 'check OTEL_EXPORTER_OTLP_ENDPOINT'],
    [301, 'where it redirects'],
  ])('%i: it comes again, once all that was not taken', async (status, advice) => {
    let isAway = false;
    let requests = 0;
    const { flushed, receiver, agentops, diagnostics } = await sent(
      30,
      () => {
        requests++;
        if (requests === 2) isAway = true;
        return isAway ? { status } : {};
      },
      { maxBodyBytes: 5000 },
    );
    expect(flushed).toBe(false);
    expect(diagnostics[0]?.message).toContain(`answered ${status}`);
    expect(diagnostics[0]?.message).toContain(advice);
    isAway = false;
    requests = 10;
    expect(await agentops.flush()).toBe(true);
    const ids = receiver.taken().map(({ spanId }) => spanId);
    expect(ids).toHaveLength(30);
    expect(new Set(ids).size).toBe(30);
  });
});

it('a web page is no acknowledgement, whatever its status', async () => {
  const headers = { 'content-type': 'text/html; charset=utf-8' };
  const { flushed, diagnostics } = await sent(1, () => ({ headers, body: '<title>Sign in' }));
  expect(flushed).toBe(false);
  expect(diagnostics[0]?.message).toContain('answered 200: <title>Sign in');
});

it('spans of an event that came in several batches are one', async () => {
  const { session, agentops, receiver } = await sent(1, () => ({}));
  const tool = session.startTool('long', { arguments: 'the beginning' });
  await agentops.flush();
  tool.update({ attributes: { half: true } });
  await agentops.flush();
  tool.end({ result: 'the end' });
  expect(await agentops.flush()).toBe(true);
  const spans = receiver.taken().filter(({ name }) => name.endsWith('long'));
  expect(spans).toHaveLength(1);
  expect(spans[0]?.attributes).toMatchObject({
    'gen_ai.tool.call.arguments': '"the beginning"',
    'gen_ai.tool.call.result': '"the end"',
  });
});

import { type AgentOpsRecord, fold, readSpool } from '@agentops/core';
import { spanIdOf } from '@agentops/semconv';
import { type ReceivedRequest, type Receiver, recordEverything } from '@agentops/testkit';
import { describe, expect, it } from 'vitest';
import { AgentOpsExporter, type AgentOpsExporterOptions } from '../src/index.ts';
import { recordDemo } from './demo-session.ts';
import { apiKey } from './programs/api-key.ts';
import { spansIn } from './read-otlp.ts';
import { startReceiver } from './receiver.ts';
import { v4Receiver } from './receivers.ts';
import { recorded, recordingTo } from './recorded.ts';
import { spanShape, tokenBody } from './shapes-v4.ts';

const pathsOf = ({ received }: Receiver) => received.map(({ path }) => path);

async function start(options: AgentOpsExporterOptions = {}) {
  const receiver = await startReceiver(v4Receiver);
  const create = () => new AgentOpsExporter({ endpoint: receiver.url, apiKey, ...options });
  return { receiver, create };
}

function oneTool(): AgentOpsRecord[] {
  return recorded((agentops) => {
    agentops.startSession().startTool('look').end();
  });
}

describe('requests', () => {
  it.each([
    { encoding: 'protobuf', type: 'application/x-protobuf' },
    { encoding: 'json', type: 'application/json' },
  ] as const)('in $encoding have the shape of what 0.4.21 sends', async ({ encoding, type }) => {
    const { receiver, create } = await start({ encoding });
    const { flushed, ids } = await recordDemo(create());
    expect(flushed).toBe(true);
    const [token, ...traces] = receiver.received as [ReceivedRequest, ...ReceivedRequest[]];
    expect(token.path).toBe('/v3/auth/token');
    expect(token.headers['content-type']).toBe('application/json');
    expect(tokenBody.safeParse(JSON.parse(token.body.toString())).error).toBeUndefined();
    expect(traces.length).toBeGreaterThan(0);
    for (const { path, headers } of traces) {
      expect(path).toBe('/v1/traces');
      expect(headers).toMatchObject({ 'content-type': type, authorization: 'Bearer a-token' });
    }
    const spans = traces.flatMap((request) => spansIn(request));
    for (const span of spans) {
      expect(spanShape.safeParse(span).error?.issues, span.name).toBeUndefined();
    }
    expect(spans.map(({ name }) => name).sort()).toEqual([
      'demo.session',
      'look.tool',
      'openai.chat.completion',
      'round.task',
      'write.tool',
    ]);
    const of = (name: string) => spans.find((span) => span.name === name);
    const root = of('demo.session');
    expect(root).toMatchObject({
      attributes: { 'agentops.session.end_state': 'Fail', 'agentops.tags': ['prod', 'eu', 'late'] },
      status: { code: 0 },
    });
    expect(root).not.toHaveProperty('parentSpanId');
    expect(of('round.task')?.parentSpanId).toBe(root?.spanId);
    expect(of('look.tool')?.parentSpanId).toBe(of('round.task')?.spanId);
    expect(of('write.tool')).toMatchObject({
      status: { code: 2, message: 'no pen' },
      events: [{ name: 'exception' }],
    });
    expect(of('openai.chat.completion')?.attributes).toMatchObject({
      'gen_ai.prompt.1.role': 'user',
      'gen_ai.prompt.1.content': 'Where is it?',
      'gen_ai.completion.0.tool_calls.0.name': 'look',
      'gen_ai.completion.0.tool_calls.0.arguments': '{"id":42}',
      'gen_ai.completion.0.finish_reason': 'tool_calls',
      'gen_ai.usage.total_tokens': 1100,
    });
    expect(ids.round.id).toMatch(new RegExp(`${of('round.task')?.spanId.slice(-12)}$`));
  });

  it('have that shape whatever is recorded, beside the attributes of the event itself', async () => {
    const { receiver, create } = await start();
    const { agentops, directory } = recordingTo(create());
    const session = recordEverything(agentops);
    const completion = { operationName: 'text_completion', provider: 'openai', input: 'Once' };
    session.startLLM({ ...completion, requestModel: 'davinci-002' }).end({ output: 'upon a time' });
    session.end({ endState: 'Fail', reason: 'no disk' });
    expect(await agentops.flush()).toBe(true);
    const { events } = fold(readSpool(directory).records);
    const own = new Map(
      events.map(({ id, attributes }) => [spanIdOf(id), Object.keys(attributes)]),
    );
    const spans = receiver.seen.flatMap((request) => spansIn(request));
    expect(new Set(spans.map(({ attributes }) => attributes['agentops.span.kind']))).toEqual(
      new Set(['session', 'task', 'tool', 'llm', 'unknown']),
    );
    for (const span of spans) {
      for (const name of own.get(span.spanId) ?? []) {
        expect(span.attributes).toHaveProperty([name]);
        delete span.attributes[name];
      }
      expect(spanShape.safeParse(span).error?.issues, span.name).toBeUndefined();
    }
    const of = (name: string) => spans.find((span) => span.name === name)?.attributes;
    expect(of('openai.embeddings')).toMatchObject({
      'gen_ai.request.type': 'embedding',
      'gen_ai.prompt.0.content': 'a',
      'gen_ai.prompt.1.content': 'b',
      'agentops.llm.output': '{"dimensions":3}',
    });
    expect(of('openai.completion')).toMatchObject({
      'gen_ai.request.type': 'completion',
      'gen_ai.prompt.0.content': 'Once',
      'gen_ai.completion.0.content': 'upon a time',
    });
  });

  it('say the same in both encodings, whatever the values are', async () => {
    const attributes = {
      negative: -5,
      large: Number.MAX_SAFE_INTEGER,
      fraction: 0.1,
      huge: 1e300,
      no: false,
      empty: '',
      text: `ä漢🙂\0${'x'.repeat(100_000)}`,
      list: ['a', '', 'c'],
      nested: { a: [1, null] },
    };
    const records = recorded((agentops) => {
      agentops.startSession().startTool('look', { attributes }).end();
    });
    const [protobuf, json] = await Promise.all(
      (['protobuf', 'json'] as const).map(async (encoding) => {
        const { receiver, create } = await start({ encoding });
        await create().export(records);
        return receiver.seen.flatMap((request) => spansIn(request));
      }),
    );
    expect(protobuf).toEqual(json);
    const { nested, ...others } = attributes;
    expect(json?.[0]?.attributes).toMatchObject({ ...others, nested: '{"a":[1,null]}' });
  });

  it('carry at most 512 spans, all of one trace for a session', async () => {
    const { receiver, create } = await start();
    const records = recorded((agentops) => {
      const session = agentops.startSession();
      for (let n = 0; n < 600; n++) session.startTool('look').end();
    });
    await create().export(records);
    expect(receiver.seen.map(({ ids }) => ids.length)).toEqual([512, 88]);
    const traces = new Set(
      receiver.seen.flatMap((each) => spansIn(each)).map(({ traceId }) => traceId),
    );
    expect(traces.size).toBe(1);
  });
});

describe('a token', () => {
  it('is there before the first span leaves, however long it takes', async () => {
    const { receiver, create } = await start();
    receiver.script = ({ path }) => (path === '/v3/auth/token' ? { delayMs: 300 } : 'take');
    await create().export(oneTool());
    expect(pathsOf(receiver)).toEqual(['/v3/auth/token', '/v1/traces']);
    expect(receiver.received[1]?.headers.authorization).toBe('Bearer a-token');
  });

  it.each([401, 403])('that is answered with %d is asked for again, once', async (status) => {
    const { receiver, create } = await start();
    let refused = 0;
    receiver.script = (_, ids) => (ids && refused++ === 0 ? { status } : 'take');
    const exporter = create();
    await exporter.export(oneTool());
    const again = ['/v3/auth/token', '/v1/traces'];
    expect(pathsOf(receiver)).toEqual([...again, ...again]);
    receiver.script = (_, ids) => (ids ? { status } : 'take');
    await expect(exporter.export(oneTool())).rejects.toMatchObject({ status });
  });

  it('that can not be had is a failure, which says what to do', async () => {
    const { receiver, create } = await start();
    receiver.script = () => ({ status: 401 });
    await expect(create().export(oneTool())).rejects.toThrow('check AGENTOPS_API_KEY');
    const other = await startReceiver({ ...v4Receiver, answer: () => ({ body: 'hello' }) });
    const exporter = new AgentOpsExporter({ endpoint: other.url, apiKey });
    await expect(exporter.export(oneTool())).rejects.toThrow('gave no token');
  });
});

describe('spans that are not taken', () => {
  it.each([
    { encoding: 'json', body: '{"partialSuccess":{"rejectedSpans":"3","errorMessage":"too old"}}' },
    { encoding: 'protobuf', body: Buffer.from('\x0a\x0b\x08\x03\x12\x07too old') },
  ] as const)('though the answer is yes, in $encoding, are told', async ({ encoding, body }) => {
    const receiver = await startReceiver({
      ...v4Receiver,
      answer: (request) =>
        request.path === '/v1/traces' ? { body } : (v4Receiver.answer?.(request) ?? {}),
    });
    const exporter = new AgentOpsExporter({ endpoint: receiver.url, apiKey, encoding });
    expect(await exporter.export(oneTool())).toEqual({ refused: 3, reason: 'too old' });
  });
});

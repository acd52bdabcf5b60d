import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AdapterRecorder } from '../../src/adapter/adapter-recorder.ts';
import { ActionEvent } from '../../src/events/action-event.ts';
import { ErrorEvent } from '../../src/events/error-event.ts';
import { LLMEvent } from '../../src/events/llm-event.ts';
import type { Message } from '../../src/events/message.ts';
import { ToolEvent } from '../../src/events/tool-event.ts';
import { ConsoleExporter } from '../../src/export/console-exporter.ts';
import { InMemoryExporter } from '../../src/export/in-memory-exporter.ts';
import { sessionWithoutContent, withoutContent } from '../../src/pipeline/capture.ts';
import type { Session } from '../../src/session/session.ts';
import { bytesOf, type Recording, withSessions } from '../recording.ts';

const content = 'c4n4ry';
const said: Message = { role: 'user', parts: [{ type: 'text', content }] };
const usage = {
  inputTokens: 7,
  outputTokens: 5,
  cacheReadInputTokens: null,
  cacheCreationInputTokens: null,
  reasoningOutputTokens: null,
};

function recordContent(session: Session): void {
  session.setAttributes({ question: content, count: 3 });
  const attributes = { 'gen_ai.request.temperature': 0.5, 'app.question': content };
  const llm = session.startLLM({
    requestModel: 'model',
    inputMessages: [said],
    toolDefinitions: [{ description: content }],
    attributes,
  });
  llm.stream().add({ choice: 0, part: 0, type: 'text', text: `${content} `.repeat(3000) });
  llm.end({ outputMessages: [said], usage });
  session.startLLM({ inputMessages: [{ ...said }, { ...said }], logs: content }).end();
  const tool = session.startTool('tool', { arguments: { a: content.repeat(10_000) } });
  tool.update({ logs: content });
  tool.end({ result: content.repeat(50_000) });
  session.startTool('failing').fail(new TypeError(content, { cause: content }));
  session.record(
    new ActionEvent({ name: 'a', input: content, output: content, screenshot: content }),
  );
  session.record(new ToolEvent({ name: 't', arguments: content, result: content }));
  session.record(new LLMEvent({ name: 'l', inputMessages: [said], outputMessages: [said] }));
  session.record(new ErrorEvent({ message: content, stack: content, details: content }));
  session.end({ endState: 'Fail', reason: content });
}

function expectNoContent(recording: Recording): void {
  recording.agentops.shutdown();
  expect(bytesOf(recording.directory)).not.toContain(content);
  const { event, events, sessions } = recording.read();
  expect(event('chat model')).toMatchObject({
    content: 'off',
    status: 'ok',
    usage,
    inputMessages: null,
    outputMessages: null,
    attributes: { 'gen_ai.request.temperature': 0.5 },
  });
  expect(event('TypeError')).toMatchObject({ type: 'error', message: '', content: 'off' });
  expect(event('failing').attributes).toEqual({ 'error.type': 'TypeError' });
  expect(sessions).toMatchObject([{ endState: 'Fail' }]);
  expect(events).toHaveLength(9);
}

afterEach(() => vi.unstubAllEnvs());

describe('without content capture', () => {
  it('no content is left anywhere: captureContent: false', () => {
    const { recording, sessions } = withSessions(1, { captureContent: false });
    recordContent(sessions[0] as Session);
    expectNoContent(recording);
  });

  it('no content is left anywhere: AGENTOPS_CAPTURE_CONTENT=false, which beats the options', () => {
    vi.stubEnv('AGENTOPS_CAPTURE_CONTENT', 'false');
    const exporter = new InMemoryExporter();
    const options = { captureContent: true, exporters: [exporter] };
    const { recording, sessions } = withSessions(1, options);
    recordContent(sessions[0] as Session);
    expectNoContent(recording);
  });

  it('no content is left anywhere: a session that was started without', () => {
    const { recording, agentops } = withSessions(0);
    recordContent(agentops.startSession({ captureContent: false }));
    expectNoContent(recording);
  });

  it('the content of other sessions is kept', () => {
    const { recording, agentops, sessions } = withSessions(1);
    recordContent(agentops.startSession({ captureContent: false }));
    sessions[0]?.startTool('with content', { arguments: content }).end();
    expect(recording.read().event('with content')).toMatchObject({ arguments: content });
  });

  it('an adapter without it leaves none either, its own failures included', () => {
    const { recording, agentops, sessions } = withSessions(1);
    const source = { adapter: 'a', host: 'h', hostVersion: null };
    const recorder = new AdapterRecorder(agentops, { source, captureContent: false });
    const origin = recorder.locate() as NonNullable<ReturnType<AdapterRecorder['locate']>>;
    const payload = { text: content };
    recorder.start(origin, { type: 'tool', name: 't' }, payload, (p) => ({ arguments: p })).end();
    recorder
      .start(origin, { type: 'tool', name: 'failing' }, payload, (p) => JSON.parse(p.text))
      .end();
    recorder.hostSession('chat', { attributes: payload });
    sessions[0]?.end();
    agentops.shutdown();
    expect(recording.read().event('t').content).toBe('off');
    expect(recording.codes).toContain('tracking-failed');
    expect(bytesOf(recording.directory)).not.toContain(content);
  });
});

describe('without content, what a program calls itself', () => {
  const said = 'c4n4ry was said';
  const namespaces = 'gen_ai agentops http server url error service taskweaver my x'.split(' ');
  const anyName = fc
    .tuple(
      fc.constantFrom(...namespaces, 'gen_ai.tool.call', 'gen_ai.request', 'http.request'),
      fc.constantFrom(
        ...'body output note greeting url full seed_text prompt id role state status type name send_to content'.split(
          ' ',
        ),
      ),
    )
    .map(([namespace, name]) => `${namespace}.${name}`);
  const anyValue = fc.constantFrom<unknown>(said, [said], { text: said }, [{ deep: [said] }]);

  it('leaves no sentence in an attribute, whatever its name is', () => {
    fc.assert(
      fc.property(fc.dictionary(anyName, anyValue), (attributes) => {
        const bare = [
          withoutContent({ id: 'e', attributes }),
          sessionWithoutContent({ id: 's', attributes }),
        ];
        expect(JSON.stringify(bare)).not.toContain('c4n4ry');
      }),
    );
  });

  it.each([
    'http.request.body',
    'http.url',
    'url.full',
    'gen_ai.tool.call.output',
    'gen_ai.request.seed_text',
    'agentops.note',
    'server.greeting',
    'my.type',
    'customer.id',
    'tool.status',
  ])('leaves not one word under %s', (name) => {
    expect(withoutContent({ id: 'e', attributes: { [name]: content } }).attributes).toEqual({});
  });

  it('keeps what describes a call', () => {
    const attributes = {
      'gen_ai.response.id': 'chatcmpl-1',
      'gen_ai.response.finish_reasons': ['stop'],
      'server.address': '[::1]',
      'agentops.provider.source': { adapter: '@agentops/a', host: 'h', hostVersion: null },
      'http.response.status_code': 429,
    };
    expect(withoutContent({ id: 'e', attributes }).attributes).toEqual(attributes);
  });

  it('is no class, no code and no state where it is a sentence', () => {
    const { recording, agentops, sessions } = withSessions(1, { captureContent: false });
    const thrown = (name: string, code: string) => Object.assign(new Error(said), { name, code });
    sessions[0]?.startTool('one').fail(thrown(said, said));
    sessions[0]?.startTool('two').fail(thrown('RateLimitError', 'insufficient_quota'));
    sessions[0]?.end({ endState: 'Fail', endStateRaw: said });
    agentops.shutdown();
    expect(bytesOf(recording.directory)).not.toContain('c4n4ry');
    const errors = recording.read().events.filter(({ type }) => type === 'error');
    expect(errors.map(({ name }) => name)).toEqual(['Error', 'RateLimitError']);
    expect(errors[1]).toMatchObject({ errorType: 'RateLimitError', code: 'insufficient_quota' });
  });

  it("is there again with an error's content that was put off", async () => {
    const { recording, agentops, sessions } = withSessions(1);
    const error = Object.assign(new Error('x'.repeat(20_000)), { name: said, code: said });
    sessions[0]?.startTool('t').fail(error);
    await agentops.flush();
    const event = recording.read().events.find(({ type }) => type === 'error');
    expect(event).toMatchObject({ name: said, errorType: said, code: said });
  });
});

describe('the policy of several destinations', () => {
  it('keeps content in the spool where one of them may have it, and from those that may not', async () => {
    const open = new InMemoryExporter();
    const closed = Object.assign(new InMemoryExporter(), { name: 'closed', captureContent: false });
    const { agentops, sessions } = withSessions(1, { exporters: [open, closed] });
    recordContent(sessions[0] as Session);
    await agentops.flush();
    expect(JSON.stringify(open.records)).toContain(content);
    expect(JSON.stringify(closed.records)).not.toContain(content);
    const names = (exporter: InMemoryExporter) => exporter.fold().events.map(({ name }) => name);
    expect(names(closed)).toEqual(names(open));
  });

  it('keeps none where every destination is off', async () => {
    const exporters = [new ConsoleExporter(() => {})];
    const { recording, sessions } = withSessions(1, { captureContent: false, exporters });
    recordContent(sessions[0] as Session);
    expectNoContent(recording);
  });
});

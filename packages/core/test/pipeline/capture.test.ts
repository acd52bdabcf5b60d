import { afterEach, describe, expect, it, vi } from 'vitest';
import { AdapterRecorder } from '../../src/adapter/adapter-recorder.ts';
import { ActionEvent } from '../../src/events/action-event.ts';
import { ErrorEvent } from '../../src/events/error-event.ts';
import { LLMEvent } from '../../src/events/llm-event.ts';
import type { Message } from '../../src/events/message.ts';
import { ToolEvent } from '../../src/events/tool-event.ts';
import { ConsoleExporter } from '../../src/export/console-exporter.ts';
import { InMemoryExporter } from '../../src/export/in-memory-exporter.ts';
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

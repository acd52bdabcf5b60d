import { describe, expect, it } from 'vitest';
import { AdapterRecorder } from '../../src/adapter/adapter-recorder.ts';
import type { TokenUsage } from '../../src/events/llm-event.ts';
import type { Origin } from '../../src/session/origin.ts';
import type { Session } from '../../src/session/session.ts';
import { withSessions } from '../recording.ts';

const usageOf = (inputTokens: number, outputTokens: number): TokenUsage => ({
  inputTokens,
  outputTokens,
  cacheReadInputTokens: null,
  cacheCreationInputTokens: null,
  reasoningOutputTokens: null,
});

function adapters() {
  const setup = withSessions(1);
  const recorderOf = (adapter: string) =>
    new AdapterRecorder(setup.agentops, {
      source: { adapter, host: adapter, hostVersion: '1.0.0' },
    });
  return {
    ...setup,
    session: setup.sessions[0] as Session,
    framework: recorderOf('framework'),
    provider: recorderOf('provider'),
    locate: (recorder: AdapterRecorder) => recorder.locate() as Origin,
  };
}

describe('a mapper', () => {
  it('gets a copy of the payload, so that it can not change the host', () => {
    const { framework, locate, recording } = adapters();
    const payload = { list: [1] };
    framework
      .start(locate(framework), { type: 'tool', name: 't' }, payload, (copy) => {
        copy.list.push(2);
        return { arguments: copy };
      })
      .end();
    expect(payload).toEqual({ list: [1] });
    expect(recording.read().event('t')).toMatchObject({
      arguments: { list: [1, 2] },
      source: { adapter: 'framework', host: 'framework', hostVersion: '1.0.0' },
    });
  });

  it('may give the same fields each time', () => {
    const { framework, locate, recording } = adapters();
    const fields = Object.freeze({ actionType: 'step' });
    const start = () =>
      framework.start(locate(framework), { type: 'action', name: 'a' }, {}, () => fields);
    const events = [start(), start()];
    for (const event of events)
      event.end(framework.map(locate(framework), event, {}, () => fields));
    expect(recording.read().events).toMatchObject(
      events.map(({ id }) => ({ id, actionType: 'step', status: 'ok' })),
    );
  });

  it('that throws costs its fields, is recorded with its trigger, and said once', () => {
    const { framework, locate, recording } = adapters();
    const start = () =>
      framework.start(locate(framework), { type: 'tool', name: 't' }, {}, () => {
        throw new TypeError('unexpected shape');
      });
    const event = start();
    event.end({ result: 'kept' });
    start().end();
    const { events } = recording.read();
    expect(events.find(({ id }) => id === event.id)).toMatchObject({
      status: 'ok',
      result: 'kept',
    });
    const [error] = events.filter(({ type }) => type === 'error');
    expect(error).toMatchObject({
      errorType: 'agentops.tracking',
      message: 'unexpected shape',
      triggerEventId: event.id,
      triggerEventType: 'tool',
    });
    expect(recording.codes).toEqual(['tracking-failed']);
  });

  it('that throws half-way leaves the event under way', () => {
    const { framework, locate, recording } = adapters();
    const origin = locate(framework);
    const event = framework.start(origin, { type: 'tool', name: 't' }, {}, () => ({}));
    event.end(
      framework.map(origin, event, {}, () => {
        throw new Error('x');
      }),
    );
    expect(recording.read().event('t').status).toBe('ok');
  });
});

describe('an LLM call that a framework and a provider both see', () => {
  const messages = (content: string) => [
    { role: 'user', parts: [{ type: 'text' as const, content }] },
  ];

  function call(attempts: number) {
    const setup = adapters();
    const { framework, provider, locate } = setup;
    const outer = framework.start(
      locate(framework),
      { type: 'llm', name: 'generate', claims: true },
      {},
      () => ({ requestModel: 'alias', inputMessages: messages('framework') }),
    );
    outer.run(() => {
      for (let attempt = 1; attempt <= attempts; attempt++) {
        const inner = provider.startLLM(locate(provider), { name: 'chat m' }, {}, () => ({
          requestModel: 'm',
          provider: 'openai',
          inputMessages: messages('provider'),
        }));
        inner.end({
          usage: usageOf(10, attempt),
          usageSource: 'provider',
          responseModel: 'm-2024',
          attempts: [{ startTime: attempt, statusCode: 200 }],
        });
      }
    });
    outer.end({ usage: usageOf(1, 1), responseModel: 'alias', output: 'framework' });
    return { ...setup, outer };
  }

  it('is one event: the framework wins name and id, the provider models, messages and usage', () => {
    const { outer, recording, session } = call(1);
    expect(recording.read().events).toMatchObject([
      {
        id: outer.id,
        name: 'generate',
        source: { adapter: 'framework' },
        requestModel: 'm',
        responseModel: 'm-2024',
        provider: 'openai',
        inputMessages: messages('provider'),
        usage: usageOf(10, 1),
        output: 'framework',
        status: 'ok',
      },
    ]);
    expect(session.analytics()).toMatchObject({ llmCalls: 1, inputTokens: 10, outputTokens: 1 });
  });

  it('sums the usage of its attempts, and lists them', () => {
    const { recording, session } = call(3);
    expect(recording.read().events).toMatchObject([
      { usage: usageOf(30, 6), attempts: [{ startTime: 1 }, { startTime: 2 }, { startTime: 3 }] },
    ]);
    expect(session.analytics()).toMatchObject({ llmCalls: 1, inputTokens: 30, outputTokens: 6 });
  });

  it('is the provider’s own event where no framework claims it', () => {
    const { provider, locate, recording } = adapters();
    provider.startLLM(locate(provider), { name: 'chat m' }, {}, () => ({})).end();
    expect(recording.read().event('chat m').source).toMatchObject({ adapter: 'provider' });
  });
});

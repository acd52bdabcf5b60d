import { recordEverything } from '@agentops/testkit';
import { describe, expect, it } from 'vitest';
import { OtlpExporter, type OtlpExporterOptions } from '../src/index.ts';
import { otlpReceiver } from './otlp-receiver.ts';
import { recordingTo } from './recording.ts';

async function textSent(options: OtlpExporterOptions): Promise<string> {
  const receiver = await otlpReceiver();
  const { agentops } = recordingTo([new OtlpExporter({ endpoint: receiver.url, ...options })]);
  const session = recordEverything(agentops);
  session.end({ endState: 'Fail', reason: 'no disk' });
  expect(await agentops.flush()).toBe(true);
  expect(receiver.taken().length).toBeGreaterThan(7);
  return receiver.text();
}

const contents = ['worst?', 'You plan.', 'a.csv', 'North', 'no disk', 'half', 'on its own'];

describe('content', () => {
  it.each<OtlpExporterOptions>([
    { dialects: ['gen-ai'] },
    { dialects: ['openinference', 'openllmetry'] },
  ])('goes there, or is nowhere in what goes: %j', async ({ dialects = [] }) => {
    const all = await textSent({ dialects });
    const none = await textSent({ dialects, captureContent: false });
    expect(contents.filter((text) => all.includes(text))).toEqual(contents);
    expect(contents.filter((text) => none.includes(text))).toEqual([]);
    expect(none).toContain('claude-sonnet-4-5');
  });

  it('is decided event by event by a function', async () => {
    const some = await textSent({ captureContent: ({ type }) => type === 'llm' });
    expect(some).toContain('You plan.');
    expect(some).not.toContain('no disk');
    expect(some).not.toContain('half');
  });
});

describe('dialects', () => {
  it('are told beside the conventions', async () => {
    const plain = await textSent({});
    const both = await textSent({ dialects: ['openinference', 'openllmetry'] });
    for (const name of [
      'llm.input_messages.0.message.content',
      'traceloop.span.kind',
      'gen_ai.prompt.0.role',
    ]) {
      expect(plain).not.toContain(name);
      expect(both).toContain(name);
    }
    for (const name of [
      'gen_ai.system_instructions',
      'gen_ai.input.messages',
      'gen_ai.tool.definitions',
    ]) {
      expect(plain).toContain(name);
      expect(both).toContain(name);
    }
  });
});

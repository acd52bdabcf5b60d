import { sessionTree } from '@agentops/testkit';
import { describe, expect, it } from 'vitest';
import { startRecording } from '../../../tooling/recording.ts';
import { attachAnthropic } from '../src/index.ts';
import { createClient } from './driver.ts';
import { type AnthropicClient, versions } from './versions.ts';

const script = [
  {
    text: 'Let me look.',
    toolCalls: ['Bern', 'Rome'].map((city) => ({
      id: `toolu_${city}`,
      name: 'get_weather',
      arguments: { city },
    })),
    usage: { inputTokens: 40, outputTokens: 12 },
  },
  { text: ['Sunny ', 'in Bern.'], usage: { inputTokens: 80, outputTokens: 5 } },
];

const tree = (mode: string) =>
  [
    'session open',
    '  action round: function',
    `    llm chat claude-test: anthropic claude-test, 40→12 tokens, tool_use${mode}`,
    '    tool get_weather: function toolu_Bern',
    '      action look up: function',
    '    tool get_weather [error]: function toolu_Rome',
    '      error Error',
    `    llm chat claude-test: anthropic claude-test, 80→5 tokens, end_turn${mode}`,
    '',
  ].join('\n');

const withRunner = versions.filter(
  ({ import: { default: Anthropic } }) =>
    typeof createClient(Anthropic, 'http://localhost').beta.messages?.toolRunner === 'function',
);

function paramsFor(lookUp: (city: string) => string) {
  const received: unknown[] = [];
  const tool = {
    type: 'custom' as const,
    name: 'get_weather',
    description: 'The weather in a city.',
    input_schema: { type: 'object' as const, properties: { city: { type: 'string' } } },
    parse: (input: unknown) => input as { city: string },
    async run(input: { city: string }) {
      received.push(this === tool ? input : this);
      if (input.city === 'Rome') throw new Error('Rome is closed');
      return lookUp(input.city);
    },
  };
  const params = {
    model: 'claude-test',
    max_tokens: 100,
    messages: [{ role: 'user' as const, content: 'The weather?' }],
    tools: [tool],
  };
  return { params, received, tool };
}

async function readStreamed(client: AnthropicClient, params: object): Promise<string[]> {
  const runner = client.beta.messages.toolRunner({ ...params, stream: true } as never);
  const texts: string[] = [];
  for await (const stream of runner as AsyncIterable<{
    on: (event: 'text', fn: (text: string) => void) => unknown;
    finalMessage(): Promise<{ stop_reason: string | null }>;
  }>) {
    stream.on('text', (text) => texts.push(text));
    await stream.finalMessage();
  }
  return texts;
}

describe.each(withRunner)('@anthropic-ai/sdk $version', ({ import: { default: Anthropic } }) => {
  it('tools that the runner runs are recorded as they run, under what called it', async () => {
    const { agentops, provider, recorded } = await startRecording(script);
    const client = attachAnthropic(createClient(Anthropic, provider.url), { agentops });
    const { params, received, tool } = paramsFor(
      agentops.traceAction('look up', (city: string) => `sunny in ${city}`),
    );
    const round = agentops.traceAction('round', () =>
      client.beta.messages.toolRunner(params as never).runUntilDone(),
    );
    expect(await round()).toMatchObject({ stop_reason: 'end_turn' });
    expect(received).toEqual([{ city: 'Bern' }, { city: 'Rome' }]);
    expect(params.tools).toEqual([tool]);
    const folded = await recorded();
    expect(sessionTree(folded, { content: false })).toBe(tree(''));
    expect(folded.events.filter(({ type }) => type === 'tool')).toMatchObject([
      { arguments: { city: 'Bern' }, result: 'sunny in Bern', callId: 'toolu_Bern' },
      { arguments: { city: 'Rome' }, status: 'error', callId: 'toolu_Rome' },
    ]);
  });

  it('so they are when the runner streams', async () => {
    const { agentops, provider, recorded } = await startRecording(script);
    const client = attachAnthropic(createClient(Anthropic, provider.url), { agentops });
    const { params } = paramsFor(
      agentops.traceAction('look up', (city: string) => `sunny in ${city}`),
    );
    const round = agentops.traceAction('round', () => readStreamed(client, params));
    const texts = await round();
    expect(texts.join('')).toBe('Let me look.Sunny in Bern.');
    const folded = await recorded();
    expect(sessionTree(folded, { content: false })).toBe(tree(', streamed'));
    expect(folded.events.findLast(({ type }) => type === 'llm')).toMatchObject({
      outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Sunny in Bern.' }] }],
    });
  });

  it('a streamed turn that the caller breaks off is cancelled, and keeps its text', async () => {
    const { agentops, provider, recorded } = await startRecording([
      { text: ['one ', 'two ', 'three'], chunkDelayMs: 20 },
    ]);
    const client = attachAnthropic(createClient(Anthropic, provider.url), { agentops });
    const { params } = paramsFor(() => '');
    const runner = client.beta.messages.toolRunner({ ...params, stream: true } as never);
    for await (const stream of runner as AsyncIterable<AsyncIterable<{ type: string }>>) {
      for await (const event of stream) if (event.type === 'content_block_delta') break;
      break;
    }
    const call = await until(async () =>
      (await recorded()).events.find(({ type, status }) => type === 'llm' && status !== 'running'),
    );
    expect(call).toMatchObject({ status: 'cancelled' });
    expect(JSON.stringify((call as { outputMessages: unknown }).outputMessages)).toContain('one ');
  });

  it('an error that comes inside of a streamed turn is the event’s', async () => {
    const { agentops, provider, recorded } = await startRecording([
      {
        text: ['one ', 'two'],
        error: { status: 529, message: 'Overheated' },
        errorAfterChunks: 1,
      },
    ]);
    const client = attachAnthropic(createClient(Anthropic, provider.url), { agentops });
    const { params } = paramsFor(() => '');
    await expect(readStreamed(client, params)).rejects.toThrow('Overheated');
    const { events } = await recorded();
    expect(events.filter(({ type }) => type === 'llm')).toMatchObject([{ status: 'error' }]);
    expect(events.filter(({ type }) => type === 'error')).toHaveLength(1);
  });
});

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

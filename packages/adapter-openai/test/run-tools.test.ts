import { sessionTree } from '@agentops/testkit';
import { describe, expect, it } from 'vitest';
import { startRecording } from '../../../tooling/recording.ts';
import { attachOpenAI } from '../src/index.ts';
import { chatHelpers, createClient } from './driver.ts';
import { versions } from './versions.ts';

const script = (city: string) => [
  { toolCalls: [{ id: 'call_1', name: 'get_weather', arguments: { city } }] },
  { text: 'Sunny.' },
];

/** What `zodFunction` of openai/helpers/zod makes, in all versions: hidden properties on a plain tool (lib/parser.js). */
function autoParsable(callback: (args: { city: string }) => unknown) {
  const tool = {
    type: 'function',
    function: { name: 'get_weather', parameters: {}, strict: true },
  };
  return Object.defineProperties(tool, {
    $brand: { value: 'auto-parseable-tool' },
    $parseRaw: { value: JSON.parse },
    $callback: { value: callback },
  });
}

function runnable(callback: (args: { city: string }) => unknown, parse = JSON.parse) {
  const described = {
    name: 'get_weather',
    description: 'The weather in a city.',
    parameters: { type: 'object', properties: {} },
    parse,
    calls: 0,
    function(args: { city: string }) {
      this.calls++;
      return callback(args);
    },
  };
  return { type: 'function', function: described };
}

describe.each(versions)('openai $version', ({ import: { default: OpenAI } }) => {
  async function run(city: string, tool: object, stream = false) {
    const { agentops, provider, recorded } = await startRecording(script(city));
    const client = attachOpenAI(createClient(OpenAI, provider.url), { agentops });
    const params = {
      model: 'gpt-test',
      messages: [{ role: 'user', content: 'The weather?' }],
      tools: [tool],
      ...(stream ? { stream } : {}),
    };
    const round = agentops.traceAction('round', () =>
      chatHelpers(client)
        .runTools(params as never)
        .finalContent(),
    );
    const content = await round().catch((error: unknown) => error);
    return { content, folded: await recorded(), client, sent: provider.requests[0]?.body };
  }

  const lines = (mode = '') => [
    'session open',
    '  action round: function',
    `    llm chat gpt-test: openai gpt-test, no usage, tool_calls${mode}`,
    '    tool get_weather: function call_1',
    `    llm chat gpt-test: openai gpt-test, no usage, stop${mode}`,
    '',
  ];

  it.each([
    { kind: 'a function', make: runnable, stream: false },
    { kind: 'a function, streamed', make: runnable, stream: true },
    { kind: 'a function of a schema', make: autoParsable, stream: false },
  ])('a tool that is $kind is recorded as it runs', async ({ make, stream }) => {
    const tool = make(async ({ city }) => `sunny in ${city}`);
    const { content, folded } = await run('Bern', tool, stream);
    expect(content).toBe('Sunny.');
    expect(sessionTree(folded, { content: false })).toBe(
      lines(stream ? ', streamed' : '').join('\n'),
    );
    const [event] = folded.events.filter(({ type }) => type === 'tool');
    expect(event).toMatchObject({ arguments: { city: 'Bern' }, result: 'sunny in Bern' });
    expect(event?.endTime).toBeGreaterThanOrEqual(event?.startTime as number);
  });

  it('the tool itself is left as it is, and is called on itself', async () => {
    const tool = runnable(() => 'sunny');
    const before = { ...tool.function };
    const { sent } = await run('Bern', tool);
    expect(tool.function).toEqual({ ...before, calls: 1 });
    expect(sent).toMatchObject({ tools: [{ function: { name: 'get_weather' } }] });
  });

  it('a tool that throws fails its event, and the runner', async () => {
    const failure = new Error('Rome is closed');
    const { content, folded } = await run(
      'Rome',
      runnable(() => {
        throw failure;
      }),
    );
    expect((content as Error).message).toContain('Rome is closed');
    expect(folded.events.filter(({ type }) => type === 'tool')).toMatchObject([
      { status: 'error', arguments: { city: 'Rome' } },
    ]);
    expect(folded.events.filter(({ type }) => type === 'error')).toHaveLength(1);
  });

  it('arguments that can’t be parsed are answered by the runner, and recorded as a call all the same', async () => {
    const { folded } = await run(
      'Bern',
      runnable(
        () => 'sunny',
        () => {
          throw new Error('No city.');
        },
      ),
    );
    expect(folded.events.filter(({ type }) => type === 'tool')).toMatchObject([
      { callId: 'call_1', result: 'No city.' },
    ]);
  });
});

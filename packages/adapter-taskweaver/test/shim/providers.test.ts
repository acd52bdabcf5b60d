import { describe, expect, test } from 'vitest';
import { comparable } from './comparable.ts';
import { keepFixture } from './fixture.ts';
import { host, type Played, play } from './live.ts';
import { secrets } from './project.ts';
import { cli, coder, planner } from './roles.ts';
import { ofKind } from './stream-lines.ts';

const openai = { 'llm.api_type': 'openai', 'llm.openai.temperature': 0.5 };

/** Each call's start and its one end. */
function calls({ lines }: Played) {
  const ends = ofKind(lines, 'llm_end');
  return ofKind(lines, 'llm_start').map(({ data: start }) => {
    const own = ends.filter(({ data }) => data.call === start.call);
    expect(own).toHaveLength(1);
    return { start, end: own[0]?.data };
  });
}

describe.skipIf(!host)('LLM calls', () => {
  test.each([
    { apiType: 'openai', usage: null, source: 'none', includeUsage: false },
    {
      apiType: 'openai',
      usage: {
        input_tokens: 30,
        output_tokens: 12,
        cache_read_input_tokens: 8,
        reasoning_output_tokens: 3,
      },
      source: 'provider',
      includeUsage: true,
    },
    {
      apiType: 'ollama',
      usage: { input_tokens: 11, output_tokens: 22 },
      source: 'provider',
      includeUsage: false,
    },
  ])(
    'of $apiType, streamed, usage asked for: $includeUsage',
    async ({ apiType, usage, source, includeUsage }) => {
      const script = { '': [planner('User', 'Hello.')] };
      const settings = {
        ...openai,
        'llm.api_type': apiType,
        'agentops.include_usage': includeUsage,
      };
      const played = await play(script, { settings, steps: [{ message: 'Hi.' }] });
      expect(played).toMatchObject({ code: 0, left: 0 });
      const asked = played.requests[0]?.body.stream_options;
      expect(asked).toEqual(includeUsage ? { include_usage: true } : undefined);
      const [call] = calls(played);
      const round = played.truth?.rounds[0];
      expect(call?.start).toMatchObject({
        service: 'chat',
        api_type: apiType,
        model: 'scripted-1',
        alias: null,
        stream: true,
        role: 'Planner',
        round_id: round?.id,
        post_id: round?.post_list[1]?.id,
        ...(apiType === 'openai' ? { temperature: 0.5, max_tokens: 1024, stop: ['<EOS>'] } : {}),
      });
      expect(call?.start.messages).toHaveLength(2);
      expect(call?.end).toMatchObject({
        status: 'ok',
        early_stop: false,
        text: script[''][0]?.text,
        role: 'assistant',
        usage,
        usage_source: source,
        attempts: 1,
        finish_reason: 'stop',
        response_model: apiType === 'openai' ? 'scripted-1-2026' : 'scripted-1',
      });
      expect(call?.end.first_chunk_ms).toBeGreaterThan(0);
    },
  );

  test.each([
    {
      name: 'a server that takes no request for usage is asked once',
      replies: [{ status: 400 }, { text: 'one' }, { text: 'two' }, { text: 'three' }],
      asked: [true, false, false, false],
      attempts: [2, 1, 1],
      codes: ['include-usage-refused'],
    },
    {
      name: 'one that takes no such prompt is asked again',
      replies: [{ status: 400 }, { status: 400 }, { text: 'two' }, { text: 'three' }],
      asked: [true, false, true, true],
      attempts: [2, 1, 1],
      codes: [],
    },
  ])('$name', async ({ replies, asked, attempts, codes }) => {
    const settings = { ...openai, 'agentops.include_usage': true };
    const steps = ['a', 'b', 'c'].map((call) => ({ call }));
    const played = await play({ '': replies }, { settings, steps });
    expect(played).toMatchObject({ code: 0, left: 0 });
    expect(played.requests.map(({ body }) => 'stream_options' in body)).toEqual(asked);
    expect(calls(played).map(({ end }) => end.attempts)).toEqual(attempts);
    expect(ofKind(played.lines, 'diagnostic').map(({ data }) => data.code)).toEqual(codes);
    expect(played.truth?.values.length).toBe(replies.filter(({ text }) => text).length);
  });

  test('outside any round: not streamed, by an alias, embeddings', async () => {
    const settings = {
      ...openai,
      'llm.embedding_api_type': 'openai',
      'llm.embedding_model': 'embedding-1',
      'ext_llms.llm_configs': {
        second: { 'llm.api_type': 'ollama', 'llm.model': 'other-1', 'llm.api_key': secrets.alias },
      },
    };
    const script = { '': [{ text: 'one' }, { text: 'two' }, { text: 'three' }] };
    const steps = [
      { call: 'a', stream: false },
      { call: 'b', alias: 'second' },
      { call: 'c' },
      { embed: ['x', 'y'] },
    ];
    const played = await play(script, { settings, steps });
    expect(played).toMatchObject({ code: 0, left: 0 });
    expect(played.truth?.values).toMatchObject([
      { content: 'one' },
      { content: 'two' },
      { content: 'three' },
      [
        [0.5, 0.25],
        [0.5, 0.25],
      ],
    ]);
    const made = calls(played);
    expect(
      made.map(({ start }) => [
        start.service,
        start.api_type,
        start.model,
        start.alias,
        start.round_id,
      ]),
    ).toEqual([
      ['chat', 'openai', 'scripted-1', null, null],
      ['chat', 'ollama', 'other-1', 'second', null],
      ['chat', 'openai', 'scripted-1', null, null],
      ['embedding', 'openai', 'embedding-1', null, null],
    ]);
    expect(made[0]).toMatchObject({
      start: { stream: false },
      end: { text: 'one', usage: { output_tokens: 12 } },
    });
    expect(made[1]?.end).toMatchObject({ text: 'two', usage: { output_tokens: 22 } });
    expect(made[3]).toMatchObject({
      start: { input: ['x', 'y'] },
      end: { status: 'ok', usage: { input_tokens: 5 } },
    });
  });

  test('that fail, are repeated by the client, or are stopped early', async () => {
    const long = `${coder('add(1, 2)').text?.slice(0, -2)},"more":"${'x'.repeat(40_000)}"}}`;
    const script = {
      '': [
        { status: 500 },
        planner('User', 'At last.'),
        { status: 401 },
        { ...planner('User', 'Never.'), cutAfter: 3 },
        { text: 'This is no JSON.' },
        planner('User', 'Now it is.'),
        { status: 500, times: 3 },
        planner('CodeInterpreter', 'Add.'),
        { text: long },
        planner('User', 'It is 3.'),
      ],
    };
    const steps = ['once', 'unknown', 'cut', 'prose', 'for good', 'early'].map((message) => ({
      message,
    }));
    const played = await play(script, { settings: openai, steps });
    expect(played).toMatchObject({ code: 0, left: 0 });
    keepFixture('provider-errors', played);
    expect(played.truth?.rounds.map(({ state }) => state)).toEqual([
      'finished',
      'failed',
      'failed',
      'finished',
      'failed',
      'finished',
    ]);
    const made = calls(played).map(({ end }) => end);
    expect(made.map(({ status, attempts }) => [status, attempts])).toEqual([
      ['ok', 2],
      ['error', 1],
      ['error', 1],
      ['ok', 1],
      ['ok', 1],
      ['error', 3],
      ['ok', 1],
      ['ok', 1],
      ['ok', 1],
    ]);
    // Of the prose, the host may have read all when it saw what it is.
    const early = made.filter((end, index) => end.early_stop && index !== 3);
    expect(early).toEqual([made[7]]);
    expect(made[1]?.error).toMatchObject({ type: 'AuthenticationError', status_code: 401 });
    expect(made[1]?.error.message).toContain('scripted error 401');
    expect(made[2]?.text).toMatch(/^\{"response"/);
    expect(made[5]?.error).toMatchObject({ type: 'InternalServerError', status_code: 500 });
    expect(made[7]?.text.length).toBeLessThan(long.length);
    expect(long.startsWith(made[7]?.text)).toBe(true);
    for (const { usage } of made) expect(usage).toBe(null);
  });

  test('of Ollama that fail', async () => {
    const script = { '': [{ status: 500 }, { ...planner('User', 'Never.'), cutAfter: 3 }] };
    const played = await play(script, { steps: [{ message: 'one' }, { message: 'two' }] });
    expect(
      calls(played).map(({ end }) => [end.status, end.error.status_code, end.attempts]),
    ).toEqual([
      ['error', 500, 1],
      ['error', undefined, 1],
    ]);
  });

  test('of Ollama that are not streamed: the host looks for a key that no answer has', async () => {
    const script = { '': [{ text: 'whole' }, { text: 'streamed' }] };
    const steps = [{ call: 'x', stream: false }, { call: 'y' }];
    const bare = await play(script, { steps }, { shim: false });
    const played = await play(script, { steps });
    expect(played).toMatchObject({ code: 0, left: 0 });
    expect(bare.truth?.errors).toEqual([{ type: 'KeyError', message: "'response'" }]);
    expect(comparable(played)).toEqual(comparable(bare));
    expect(calls(played)).toMatchObject([
      { start: { stream: false }, end: { status: 'error', error: { type: 'KeyError' } } },
      { start: { stream: true }, end: { status: 'ok', text: 'streamed' } },
    ]);
    expect(ofKind(played.lines, 'diagnostic')).toEqual([]);
  });

  test('of the other roles', async () => {
    const script = {
      '': [planner('CLIAgent', 'Look.'), cli('echo from the shell'), planner('User', 'I looked.')],
    };
    const settings = { ...openai, 'session.roles': ['planner', 'code_interpreter_cli_only'] };
    const shell = await play(script, { settings, steps: [{ message: 'Look around.' }] });
    expect(shell).toMatchObject({ code: 0, left: 0 });
    expect(calls(shell)[1]).toMatchObject({
      start: { role: 'CLIAgent', stream: false },
      end: { usage: { input_tokens: 30 } },
    });
    expect(ofKind(shell.lines, 'code_start')[0]?.data.code).toBe('! echo from the shell');
    keepFixture('cli-only', shell);

    const tool = { name: 'add', arguments: '{"a":1,"b":2}' };
    const roles = { ...openai, 'session.roles': ['planner', 'code_interpreter_plugin_only'] };
    const functions = { '': [planner('PluginOrchestrator', 'Add.'), { toolCalls: [tool] }] };
    const plugin = await play(functions, { settings: roles, steps: [{ message: 'Add.' }] });
    // At this commit the host fails behind the call: `AttributeError: python`.
    expect(calls(plugin)[1]).toMatchObject({
      start: { role: 'PluginOrchestrator', stream: false },
      end: { status: 'ok', finish_reason: 'tool_calls', tool_calls: [{ id: 'call_0', ...tool }] },
    });
    keepFixture('plugin-only', plugin);
  });

  test('of what the host asks for itself: to shorten a long conversation', async () => {
    const settings = {
      'planner.prompt_compression': true,
      'round_compressor.rounds_to_compress': 1,
      'round_compressor.rounds_to_retain': 1,
    };
    const script = {
      '': [planner('User', 'One.'), { text: 'They counted.' }, planner('User', 'Two.')],
    };
    const counting = ['one', 'two'].map((message) => ({ message }));
    const played = await play(script, { settings, steps: counting });
    expect(played).toMatchObject({ code: 0, left: 0 });
    const made = calls(played);
    expect(made).toHaveLength(3);
    expect(made[1]).toMatchObject({
      start: { role: 'Planner', post_id: made[2]?.start.post_id },
      end: { status: 'ok', text: 'They counted.' },
    });
  });

  test('without a planner', async () => {
    const settings = { 'session.roles': ['code_interpreter'] };
    const played = await play(
      { '': [coder('add(2, 3)')] },
      { settings, steps: [{ message: 'Add.' }] },
    );
    expect(played).toMatchObject({ code: 0, left: 0 });
    expect(calls(played)).toMatchObject([
      { start: { role: 'CodeInterpreter' }, end: { status: 'ok' } },
    ]);
    expect(ofKind(played.lines, 'plugin_end')).toMatchObject([{ data: { result: 5 } }]);
  });
});

import { expect, test } from 'vitest';
import { named, tree } from '../recording.ts';
import { HostReport, mapReport } from './host-report.ts';

/** Planner → CodeInterpreter, whose code calls plugins → Planner → User. */
function wholeSession(): HostReport {
  const report = new HostReport()
    .tell('session_start', {
      app_dir: '/app',
      workspace: '/app/workspace/s1',
      execution_cwd: '/app/workspace/s1/cwd',
      roles: ['planner', 'code_interpreter'],
      plugins: ['find_anomalies', 'load'],
      config: { 'llm.api_type': 'openai', 'llm.model': 'in-the-file', 'llm.api_key': 'sk-secret' },
      model: 'gpt-5.5',
      api_type: 'openai',
    })
    .tell('message', { text: 'any anomalies?', files: ['sales.csv'] })
    .event('round_start', {});
  chat(report.startPost('post-1', 'Planner'), 'llm-1', 'post-1', '{"plan": "find them"}');
  report.attach('post-1', 'plan', '1. find them').endPost('post-1', 'CodeInterpreter', 'find them');
  chat(report.startPost('post-2', 'CodeInterpreter'), 'llm-2', 'post-2', 'find_anomalies(load())');
  report
    .attach('post-2', 'reply_content', 'find_anomalies(load())')
    .tell('code_start', { exec_id: 'post-2', code: 'find_anomalies(load())' })
    .tell('plugin_start', { call: 'p1', plugin: 'find_anomalies', exec_id: 'post-2', args: ['a'] })
    .tell('plugin_start', { call: 'p2', parent: 'p1', plugin: 'load', exec_id: 'post-2' })
    .tell('plugin_end', { call: 'p2', status: 'ok', result: [1, 2], duration_ms: 2.5 })
    .tell('plugin_end', { call: 'p1', status: 'ok', result: 'two days', duration_ms: 12 })
    .tell('code_end', {
      exec_id: 'post-2',
      status: 'ok',
      output: 'two days',
      stdout: ['looking'],
      stderr: [],
      artifacts: ['1.png'],
      duration_ms: 30,
    })
    .attach('post-2', 'execution_status', 'SUCCESS')
    .endPost('post-2', 'Planner', 'two days');
  report.startPost('post-3', 'Planner').endPost('post-3', 'User', 'Two days stand out.');
  return report.endRound('round-1', 'finished', 'Two days stand out.').tell('session_stop', {});
}

function chat(report: HostReport, call: string, post_id: string, text: string): HostReport {
  return report
    .tell('llm_start', {
      call,
      service: 'chat',
      api_type: 'openai',
      model: 'gpt-5.5',
      stream: true,
      temperature: 0,
      max_tokens: 1024,
      stop: ['<EOS>'],
      options: { response_format: 'json_object' },
      messages: [
        { role: 'system', content: 'You plan.' },
        { role: 'user', content: `go, ${post_id}` },
      ],
      post_id,
    })
    .tell('llm_chunk', { call, text: text.slice(0, 5) })
    .tell('llm_end', {
      call,
      status: 'ok',
      text,
      usage: { input_tokens: 11, output_tokens: 7, cache_read_input_tokens: 4 },
      usage_source: 'provider',
      response_model: 'gpt-5.5-2026',
      finish_reason: 'stop',
      response_id: 'resp-1',
      first_chunk_ms: 7.5,
    });
}

test('a session: rounds, posts, LLM calls, code and the plugins that it calls', async () => {
  const { folded, diagnostics, streams } = await mapReport(wholeSession());
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "s1" Success
      agent Planner
      agent CodeInterpreter
      action round: "any anomalies?" → "Two days stand out."
        action Planner by Planner: post, → "find them"
          llm chat gpt-5.5 by Planner: openai gpt-5.5 → gpt-5.5-2026, 11→7 tokens (cached 4), stop, streamed, "…1 + user: go, post-1" → \`{"plan": "find them"}\`
        action CodeInterpreter by CodeInterpreter: post, → "two days"
          llm chat gpt-5.5 by CodeInterpreter: openai gpt-5.5 → gpt-5.5-2026, 11→7 tokens (cached 4), stop, streamed, "…1 + user: go, post-2" → "find_anomalies(load())"
          tool run_code by CodeInterpreter: code, {"code":"find_anomalies(load())"} → "two days"
            tool find_anomalies by CodeInterpreter: plugin, ["a"] → "two days"
              tool load by CodeInterpreter: plugin, [] → [1,2]
        action Planner by Planner: post, → "Two days stand out."
    "
  `);
  expect(diagnostics).toEqual([]);
  expect(streams).toMatchObject([{ unknownKinds: {}, missingLines: 0 }]);
  const [session] = folded.sessions;
  expect(session).toMatchObject({
    attributes: {
      'taskweaver.session_id': 's1',
      'taskweaver.app_dir': '/app',
      'taskweaver.roles': ['planner', 'code_interpreter'],
      'taskweaver.plugins': ['find_anomalies', 'load'],
      'gen_ai.request.model': 'gpt-5.5',
    },
    source: { adapter: '@agentops/adapter-taskweaver', host: 'taskweaver', hostVersion: '0.0.12' },
  });
  expect(JSON.stringify(session)).not.toContain('sk-secret');
});

test('an LLM call has all that the service was asked and all that it answered', async () => {
  const { folded } = await mapReport(wholeSession());
  const [first] = named(folded, 'llm');
  expect(first).toMatchObject({
    name: 'chat gpt-5.5',
    operationName: 'chat',
    provider: 'openai',
    requestModel: 'gpt-5.5',
    responseModel: 'gpt-5.5-2026',
    status: 'ok',
    streamed: true,
    usage: {
      inputTokens: 11,
      outputTokens: 7,
      cacheReadInputTokens: 4,
      cacheCreationInputTokens: null,
      reasoningOutputTokens: null,
    },
    usageSource: 'provider',
    finishReasons: ['stop'],
    timeToFirstChunkMs: 7.5,
    inputMessages: [
      { role: 'system', parts: [{ type: 'text', content: 'You plan.' }] },
      { role: 'user', parts: [{ type: 'text', content: 'go, post-1' }] },
    ],
    outputMessages: [
      { role: 'assistant', parts: [{ content: '{"plan": "find them"}' }], finish_reason: 'stop' },
    ],
    attributes: {
      'gen_ai.request.temperature': 0,
      'gen_ai.request.max_tokens': 1024,
      'gen_ai.request.stop_sequences': ['<EOS>'],
      'gen_ai.output.type': 'json',
      'gen_ai.response.id': 'resp-1',
    },
  });
});

test('times are those of the lines; what ran in the kernel took as long as the kernel says', async () => {
  const { folded, records } = await mapReport(wholeSession());
  const [session] = folded.sessions;
  const [round] = named(folded, 'action', 'round');
  const lines = wholeSession().text().trim().split('\n');
  const times = lines.map((line) => JSON.parse(line).time as number);
  expect(session).toMatchObject({ startTime: times[1], endTime: times.at(-1) });
  expect(round).toMatchObject({ startTime: times[3], endTime: times.at(-3) });
  const [outer] = named(folded, 'tool', 'find_anomalies');
  expect((outer?.endTime ?? 0) - (outer?.startTime ?? 0)).toBe(12);
  const [code] = named(folded, 'tool', 'run_code');
  expect(code).toMatchObject({
    kind: 'code',
    arguments: { code: 'find_anomalies(load())' },
    result: 'two days',
    logs: { stdout: ['looking'] },
    attributes: { 'taskweaver.execution_id': 'post-2', 'taskweaver.artifacts': ['1.png'] },
  });
  expect((code?.endTime ?? 0) - (code?.startTime ?? 0)).toBe(30);
  expect(records.every(({ time }) => times.includes(time))).toBe(true);
});

test('mapped twice, the records are the same', async () => {
  const once = await mapReport(wholeSession());
  const again = await mapReport(wholeSession());
  expect(once.records.length).toBeGreaterThan(20);
  expect(again.records).toEqual(once.records);
});

test('without content, what is left says what happened and how, not what was said', async () => {
  const report = new HostReport({ capture: false })
    .tell('session_start', { app_dir: '/PRIVATE', model: 'gpt-5.5', api_type: 'openai' })
    .tell('event', { scope: 'round', t: 'round_start', round_id: 'r', post_id: null })
    .startPost('post-1', 'CodeInterpreter', 'r')
    .tell('llm_start', { call: 'l1', service: 'chat', model: 'gpt-5.5', post_id: 'post-1' })
    .tell('llm_end', {
      call: 'l1',
      status: 'error',
      error: { type: 'APIError', message: 'PRIVATE' },
    })
    .tell('code_start', { exec_id: 'post-1' })
    .tell('plugin_start', { call: 'p1', plugin: 'find', exec_id: 'post-1', args: ['PRIVATE'] })
    .tell('plugin_end', { call: 'p1', status: 'ok', result: 'PRIVATE' })
    .tell('code_end', { exec_id: 'post-1', status: 'ok', output: 'PRIVATE' });
  const { folded, records } = await mapReport(report);
  expect(JSON.stringify(records)).not.toContain('PRIVATE');
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "s1" open
      agent CodeInterpreter
      action round [running]
        action CodeInterpreter by CodeInterpreter [running]: post
          llm chat gpt-5.5 by CodeInterpreter [error]: unknown provider gpt-5.5, no usage, streamed, content off
            error APIError by CodeInterpreter: ""
          tool run_code by CodeInterpreter: code
            tool find by CodeInterpreter: plugin
    "
  `);
});

import { expect, test } from 'vitest';
import { named, tree } from '../recording.ts';
import { HostReport, mapReport } from './host-report.ts';

const inPost = () =>
  new HostReport()
    .tell('session_start', {})
    .startRound('round-1', 'q')
    .startPost('post-1', 'Planner');

test('an LLM call that failed after retries: one event with its attempts, and one error', async () => {
  const report = inPost()
    .tell('llm_start', { call: 'l1', service: 'chat', model: 'gpt', post_id: 'post-1' })
    .tell('llm_end', {
      call: 'l1',
      status: 'error',
      usage: null,
      error: { type: 'InternalServerError', message: 'down', stack: 'Traceback', status_code: 500 },
      attempts: [
        { start_ms: 1, end_ms: 4, status_code: 500 },
        { start_ms: 5, error_type: 'ConnectError' },
      ],
    });
  const { folded } = await mapReport(report);
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "s1" open
      agent Planner
      action round [running]: "q"
        action Planner by Planner [running]: post
          llm chat gpt by Planner [error]: unknown provider gpt, no usage, streamed, attempts 500 ConnectError
            error InternalServerError by Planner: code 500, "down"
    "
  `);
  const [call] = named(folded, 'llm');
  const startTime = call?.startTime ?? 0;
  expect(call).toMatchObject({
    usage: null,
    usageSource: 'none',
    attempts: [
      { startTime: startTime + 1, endTime: startTime + 4, statusCode: 500 },
      { startTime: startTime + 5, statusCode: null, errorType: 'ConnectError' },
    ],
    attributes: { 'error.type': 'InternalServerError' },
  });
  expect(named(folded, 'error')).toMatchObject([
    { stack: 'Traceback', code: 500, triggerEventId: call?.id, triggerEventType: 'llm' },
  ]);
});

test('an answer that the host stopped reading is a success; one that it gave up is cancelled', async () => {
  const report = inPost()
    .tell('llm_start', { call: 'l1', service: 'chat', model: 'gpt', alias: 'small', stream: true })
    .tell('llm_end', { call: 'l1', status: 'ok', text: '{"code"', early_stop: true, attempts: 3 })
    .tell('llm_start', { call: 'l2', service: 'chat', model: 'gpt', stream: false })
    .tell('llm_end', { call: 'l2', status: 'cancelled', text: 'he' });
  const { folded } = await mapReport(report);
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "s1" open
      agent Planner
      action round [running]: "q"
        action Planner by Planner [running]: post
          llm chat gpt by Planner: unknown provider gpt, no usage, streamed, → \`{"code"\`
          llm chat gpt by Planner [cancelled]: unknown provider gpt, no usage, → "he"
    "
  `);
  const [stopped] = named(folded, 'llm');
  expect(stopped?.attempts).toEqual([]);
  expect(stopped?.attributes).toMatchObject({
    'taskweaver.early_stop': true,
    'taskweaver.attempts': 3,
    'taskweaver.llm_alias': 'small',
  });
});

test.each([
  ['as OpenAI has it', { id: 'c1', function: { name: 'find', arguments: '{"n": 1}' } }],
  ['flat', { id: 'c1', name: 'find', arguments: { n: 1 } }],
])('an answer that calls tools, %s', async (_name, call) => {
  const report = inPost()
    .tell('llm_start', {
      call: 'l1',
      service: 'chat',
      messages: [{ role: 'user', content: 'q' }],
      options: { tools: [{ name: 'find' }] },
    })
    .tell('llm_end', { call: 'l1', status: 'ok', tool_calls: [call] });
  const { folded } = await mapReport(report);
  expect(named(folded, 'llm')).toMatchObject([
    {
      toolDefinitions: [{ name: 'find' }],
      outputMessages: [
        { parts: [{ type: 'tool_call', id: 'c1', name: 'find', arguments: { n: 1 } }] },
      ],
    },
  ]);
});

test('embeddings', async () => {
  const report = inPost()
    .tell('llm_start', {
      call: 'e1',
      service: 'embedding',
      api_type: 'azure',
      model: 'ada',
      input: ['a', 'b'],
    })
    .tell('llm_end', {
      call: 'e1',
      status: 'ok',
      usage: { input_tokens: 5, output_tokens: null },
      usage_source: 'estimated',
    });
  const { folded } = await mapReport(report);
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "s1" open
      agent Planner
      action round [running]: "q"
        action Planner by Planner [running]: post
          llm embeddings ada by Planner: azure.ai.openai ada, 5→? tokens (estimated), ["a","b"]
    "
  `);
  expect(named(folded, 'llm')).toMatchObject([
    {
      operationName: 'embeddings',
      provider: 'azure.ai.openai',
      streamed: false,
      input: ['a', 'b'],
    },
  ]);
});

test('code that fails in a plugin: its error is the plugin’s, and what the role tells of it the post’s', async () => {
  const report = inPost()
    .tell('code_start', { exec_id: 'post-1', code: 'find(1)' })
    .tell('plugin_start', {
      call: 'p1',
      plugin: 'find',
      exec_id: 'post-1',
      args: [1],
      kwargs: { deep: true },
      thread: 'MainThread',
    })
    .tell('plugin_end', {
      call: 'p1',
      status: 'error',
      error: { type: 'KeyError', message: "'1'", stack: 'Traceback' },
    })
    .tell('code_end', { exec_id: 'post-1', status: 'error', error: { message: 'Traceback' } })
    .attach('post-1', 'execution_status', 'FAILURE')
    .attach('post-1', 'execution_result', 'Traceback')
    .endPost('post-1', 'CodeInterpreter', 'failed');
  const { folded } = await mapReport(report);
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "s1" open
      agent Planner
      action round [running]: "q"
        action Planner by Planner [error]: post, → "failed"
          tool run_code by Planner [error]: code, {"code":"find(1)"}
            tool find by Planner [error]: plugin, {"args":[1],"kwargs":{"deep":true}}
              error KeyError by Planner: "'1'"
          error execution_failure by Planner: "Traceback"
    "
  `);
  expect(named(folded, 'tool', 'find')).toMatchObject([
    {
      arguments: { args: [1], kwargs: { deep: true } },
      attributes: { 'taskweaver.execution_id': 'post-1', 'taskweaver.thread': 'MainThread' },
    },
  ]);
});

test('plugins called from threads, from a plugin that is over, and after the round', async () => {
  const report = inPost()
    .tell('code_start', { exec_id: 'post-1', code: 'start()' })
    .tell('plugin_start', { call: 'p1', plugin: 'start', exec_id: 'post-1' })
    .tell('plugin_start', { call: 'p2', plugin: 'at_once', exec_id: 'post-1', thread: 'T-1' })
    .tell('plugin_end', { call: 'p1', status: 'ok' })
    .tell('code_end', { exec_id: 'post-1', status: 'ok' })
    .tell('plugin_start', { call: 'p3', plugin: 'inside', parent: 'p1', exec_id: 'post-1' })
    .endPost('post-1', 'User', 'well')
    .endRound('round-1', 'finished', 'well')
    .tell('plugin_start', { call: 'p4', plugin: 'after', exec_id: 'post-1' })
    .tell('plugin_start', { call: 'p5', plugin: 'elsewhere', exec_id: 'unknown' });
  for (const call of ['p2', 'p3', 'p4', 'p5']) report.tell('plugin_end', { call, status: 'ok' });
  const { folded } = await mapReport(report);
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "s1" open
      agent Planner
      action round: "q" → "well"
        action Planner by Planner: post, → "well"
          tool run_code by Planner: code, {"code":"start()"}
            tool start by Planner: plugin, []
              tool inside by Planner: plugin, []
            tool at_once by Planner: plugin, []
            tool after by Planner: plugin, []
      tool elsewhere: plugin, []
    "
  `);
});

test('a kernel that does not start is an error, also where nothing else is told', async () => {
  const error = { type: 'RuntimeError', message: 'no docker', stack: 'Traceback' };
  const report = inPost()
    .tell('kernel_error', { what: 'start', error, kernel_mode: 'container' })
    .in('s2')
    .tell('kernel_error', { what: 'start' });
  const { folded } = await mapReport(report);
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "s1" open
      agent Planner
      action round [running]: "q"
        action Planner by Planner [running]: post
          error kernel_error by Planner: RuntimeError, "no docker"

    session "s2" open
      error kernel_error: ""
    "
  `);
  expect(named(folded, 'error')[0]).toMatchObject({
    errorType: 'RuntimeError',
    stack: 'Traceback',
    attributes: { 'taskweaver.kernel_error': 'start', 'taskweaver.kernel_mode': 'container' },
  });
});

test('a message that raises: the round fails with it, unless that had ended', async () => {
  const error = { type: 'ValueError', message: 'a handler of the user’s raised' };
  const report = inPost()
    .tell('message_end', { round_id: 'round-1', state: 'created', error })
    .startRound('round-2', 'again')
    .endRound('round-2', 'finished', 'well')
    .tell('message_end', { round_id: 'round-2', state: 'finished', error })
    .tell('message', { text: 'nothing came of it' })
    .tell('message_end', { error })
    .tell('session_stop', {});
  const { folded } = await mapReport(report);
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "s1" Success
      agent Planner
      action round [error]: "q"
        action Planner by Planner [error]: post
          error send_message by Planner: ValueError, "a handler of the user’s raised"
      action round: "again" → "well"
      error send_message: ValueError, "a handler of the user’s raised"
      error send_message: ValueError, "a handler of the user’s raised"
    "
  `);
  expect(named(folded, 'error').at(-1)).toMatchObject({ input: 'nothing came of it' });
});

test('the files of a message are the round’s', async () => {
  const report = new HostReport()
    .tell('message', { text: 'look', files: ['a.csv', 'b.csv'] })
    .event('round_start', {})
    .endRound('round-1', 'finished', 'ok')
    .event('round_start', { round: 'round-2' });
  const { folded } = await mapReport(report);
  const [first, second] = named(folded, 'action', 'round');
  expect(first).toMatchObject({
    input: 'look',
    attributes: { 'taskweaver.files': ['a.csv', 'b.csv'] },
  });
  expect(second).not.toHaveProperty('input');
});

test('a config that keeps content out does so for its session', async () => {
  const report = new HostReport()
    .tell('session_start', { capture_content: false })
    .startRound('round-1', 'PRIVATE')
    .in('s2')
    .tell('session_start', {})
    .startRound('round-2', 'said');
  const { records } = await mapReport(report);
  expect(JSON.stringify(records)).not.toContain('PRIVATE');
  expect(JSON.stringify(records)).toContain('said');
});

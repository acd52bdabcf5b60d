import { expect, test } from 'vitest';
import { named, tree } from '../recording.ts';
import { HostReport, mapReport } from './host-report.ts';

test('ends without a start are calls all the same', async () => {
  const report = new HostReport()
    .tell('session_start', {})
    .startRound('round-1', 'q')
    .startPost('post-1', 'CodeInterpreter')
    .tell('llm_end', { call: 'l1', status: 'ok', text: 'hello', response_model: 'gpt' })
    .tell('plugin_end', { call: 'p1', status: 'error', error: { type: 'KeyError', message: 'k' } })
    .tell('code_end', { exec_id: 'post-1', status: 'ok', output: '3', duration_ms: 5 });
  const { folded, diagnostics } = await mapReport(report);
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "s1" open
      agent CodeInterpreter
      action round [running]: "q"
        action CodeInterpreter by CodeInterpreter [running]: post
          llm chat by CodeInterpreter: unknown provider null → gpt, no usage, streamed, → "hello"
          tool plugin by CodeInterpreter [error]: plugin, []
            error KeyError by CodeInterpreter: "k"
          tool run_code by CodeInterpreter: code, → "3"
    "
  `);
  expect(diagnostics).toEqual([]);
});

test('starts without an end are under way, and then nobody knows', async () => {
  const report = new HostReport()
    .tell('session_start', {})
    .startRound('round-1', 'q')
    .startPost('post-1', 'CodeInterpreter')
    .tell('llm_start', { call: 'l1', service: 'chat', model: 'gpt', post_id: 'post-1' })
    .tell('llm_chunk', { call: 'l1', text: 'what it ' })
    .tell('llm_chunk', { call: 'l1', text: 'said so far' })
    .tell('code_start', { exec_id: 'post-1', code: 'slow()' })
    .tell('plugin_start', { call: 'p1', plugin: 'slow', exec_id: 'post-1' });
  const { folded } = await mapReport(report);
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "s1" open
      agent CodeInterpreter
      action round [running]: "q"
        action CodeInterpreter by CodeInterpreter [running]: post
          llm chat gpt by CodeInterpreter [running]: unknown provider gpt, no usage, streamed, → ""
          tool run_code by CodeInterpreter [running]: code, {"code":"slow()"}
            tool slow by CodeInterpreter [running]: plugin, []
    "
  `);
  const closed = await mapReport(report.tellAnything('close', { reason: 'the process exited' }));
  expect(tree(closed.folded)).toMatchInlineSnapshot(`
    "session "s1" Indeterminate because "the process exited before the session was ended"
      agent CodeInterpreter
      action round [indeterminate]: "q"
        action CodeInterpreter by CodeInterpreter [indeterminate]: post
          llm chat gpt by CodeInterpreter [indeterminate]: unknown provider gpt, no usage, streamed, → "what it said so far"
          tool run_code by CodeInterpreter [indeterminate]: code, {"code":"slow()"}
            tool slow by CodeInterpreter [indeterminate]: plugin, []
    "
  `);
});

test('a late start, a second end and a chunk after the end change nothing', async () => {
  const report = new HostReport()
    .startRound('round-1', 'q')
    .tell('llm_start', { call: 'l1', service: 'chat', model: 'gpt' })
    .tell('llm_end', { call: 'l1', status: 'ok', text: 'whole' })
    .tell('llm_chunk', { call: 'l1', text: 'whole and more' })
    .tell('llm_end', { call: 'l1', status: 'error', error: { type: 'Late' } })
    .tell('llm_start', { call: 'l1', service: 'chat', model: 'other' })
    .tell('plugin_start', { call: 'p1', plugin: 'find' })
    .tell('plugin_end', { call: 'p1', status: 'ok', result: 1 })
    .tell('plugin_end', { call: 'p1', status: 'ok', result: 2 });
  const { folded } = await mapReport(report);
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "s1" open
      action round [running]: "q"
        llm chat gpt: unknown provider gpt, no usage, streamed, → "whole"
        tool find: plugin, [] → 1
    "
  `);
});

test('however many calls ended meanwhile, a late end lands, and a thread that goes on finds its call again', async () => {
  const report = new HostReport()
    .tell('code_start', { exec_id: 'post-1', code: 'go()' })
    .tell('plugin_start', { call: 'slow', plugin: 'slow', exec_id: 'post-1' })
    .tell('plugin_start', { call: 'thread', plugin: 'thread', exec_id: 'post-1' })
    .tell('plugin_end', { call: 'thread', status: 'ok' })
    .tell('plugin_start', { call: 'once', plugin: 'once', exec_id: 'post-1' })
    .tell('plugin_end', { call: 'once', status: 'ok' });
  for (let number = 0; number < 1500; number++) {
    const parent = number % 500 === 0 ? 'thread' : 'slow';
    report
      .tell('plugin_start', { call: `p${number}`, plugin: 'small', exec_id: 'post-1', parent })
      .tell('plugin_end', { call: `p${number}`, status: 'ok' });
  }
  report
    .tell('plugin_start', { call: 'found', plugin: 'found', exec_id: 'post-1', parent: 'thread' })
    .tell('plugin_start', { call: 'lost', plugin: 'lost', exec_id: 'post-1', parent: 'once' })
    .tell('plugin_end', { call: 'slow', status: 'ok', result: 'late' });
  const { folded } = await mapReport(report);
  const tools = named(folded, 'tool');
  expect(tools).toHaveLength(1 + 3 + 1500 + 2);
  const of = (name: string) => tools.find((tool) => tool.name === name);
  expect(of('slow')).toMatchObject({ status: 'ok', result: 'late' });
  expect(of('found')?.parentId).toBe(of('thread')?.id);
  // Its call is forgotten by now: the code that both run in is the next best place.
  expect(of('lost')?.parentId).toBe(of('run_code')?.id);
});

test('sessions at once stay apart, also where their threads take turns', async () => {
  const report = new HostReport();
  const both = ['s1', 's2'];
  for (const id of both) report.in(id).tell('session_start', { model: `model of ${id}` });
  for (const id of both) report.in(id).startRound(`round-${id}`, `query of ${id}`);
  for (const id of both) report.in(id).startPost(`post-${id}`, 'Planner', `round-${id}`);
  for (const id of both) {
    report.in(id).tell('llm_start', { call: `l-${id}`, service: 'chat', post_id: `post-${id}` });
  }
  for (const id of both.toReversed()) {
    report.in(id).tell('llm_end', { call: `l-${id}`, status: 'ok', text: `answer to ${id}` });
    report.endPost(`post-${id}`, 'User', `reply to ${id}`, `round-${id}`);
    report.endRound(`round-${id}`, 'finished', `reply to ${id}`);
  }
  report.in('s2').tell('session_stop', {});
  const { folded } = await mapReport(report);
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "s1" open
      agent Planner
      action round: "query of s1" → "reply to s1"
        action Planner by Planner: post, → "reply to s1"
          llm chat by Planner: unknown provider unknown model, no usage, streamed, → "answer to s1"

    session "s2" Success
      agent Planner
      action round: "query of s2" → "reply to s2"
        action Planner by Planner: post, → "reply to s2"
          llm chat by Planner: unknown provider unknown model, no usage, streamed, → "answer to s2"
    "
  `);
  const [first, second] = folded.sessions;
  expect(first?.agents[0]?.id).not.toBe(second?.agents[0]?.id);
});

test('a post that never ends is closed with its round', async () => {
  const report = new HostReport()
    .startRound('round-1', 'q')
    .startPost('post-1', 'Planner')
    .event('round_error', {}, 'Cannot process your request due to Exception: no \n Traceback')
    .endRound('round-1', 'failed')
    .tell('session_stop', {});
  const { folded } = await mapReport(report);
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "s1" Fail because "the last round failed"
      agent Planner
      action round [error]: "q"
        action Planner by Planner [error]: post
          error round_error by Planner: "Cannot process your request due to Exception: no"
    "
  `);
});

test('a session that was stopped in the middle of a round: what comes later is still its own', async () => {
  const report = new HostReport()
    .tell('session_start', {})
    .startRound('round-1', 'q')
    .startPost('post-1', 'Planner')
    .tell('llm_start', { call: 'l1', service: 'chat', post_id: 'post-1' })
    .tell('session_stop', {})
    .tell('llm_end', { call: 'l1', status: 'ok', text: 'late' })
    .endPost('post-1', 'User', 'late')
    .endRound('round-1', 'finished', 'late')
    .tell('session_stop', {});
  const { folded, diagnostics } = await mapReport(report);
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "s1" Indeterminate because "the last round was interrupted"
      agent Planner
      action round: "q" → "late"
        action Planner by Planner: post, → "late"
          llm chat by Planner: unknown provider unknown model, no usage, streamed, → "late"
    "
  `);
  expect(diagnostics).toEqual([]);
});

test('a session that begins again after its stop is another one', async () => {
  const report = new HostReport();
  for (const query of ['first', 'second']) {
    report.tell('session_start', {}).startRound(`round-${query}`, query);
    report.endRound(`round-${query}`, 'finished', 'ok').tell('session_stop', {});
  }
  const { folded } = await mapReport(report);
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "s1" Success
      action round: "first" → "ok"

    session "s1" Success
      action round: "second" → "ok"
    "
  `);
});

test('a shim that was installed meanwhile: the session is there before its start', async () => {
  const report = new HostReport()
    .event('post_status_update', { post: 'post-1' }, 'calling LLM endpoint')
    .tell('session_start', { app_dir: '/app', model: 'gpt' });
  const { folded } = await mapReport(report);
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "s1" open
      agent Unknown
      action round [running]
        action Unknown by Unknown [running]: post
    "
  `);
  expect(folded.sessions[0]?.attributes).toMatchObject({ 'taskweaver.app_dir': '/app' });
});

test('what is of no session is in one for all of that', async () => {
  const report = new HostReport()
    .in(null)
    .tell('llm_start', { call: 'l1', service: 'chat', model: 'gpt' })
    .in('s1')
    .tell('session_start', {})
    .in(null)
    .tell('llm_end', { call: 'l1', status: 'ok', text: 'hi' })
    .tell('llm_start', { call: 'l2', service: 'chat', model: 'gpt' });
  const { folded } = await mapReport(report);
  expect(tree(folded)).toMatchInlineSnapshot(`
    "session "unattributed" open
      llm chat gpt: unknown provider gpt, no usage, streamed, → "hi"
      llm chat gpt [running]: unknown provider gpt, no usage, streamed

    session "s1" open
    "
  `);
});

test('a new kind is counted, and one that can’t be read is said once', async () => {
  const report = new HostReport()
    .startRound('round-1', 'q')
    .tellAnything('llm_start', { model: 'no id' })
    .tellAnything('llm_start', { call: 7 })
    .tellAnything('span', { name: 'x' })
    .tellAnything('span', { name: 'y' })
    .tellAnything('toString', {})
    .endRound('round-1', 'finished');
  const { folded, diagnostics, streams } = await mapReport(report);
  expect(named(folded, 'action', 'round')).toMatchObject([{ status: 'ok' }]);
  expect(streams).toMatchObject([{ unknownKinds: { span: 2, toString: 1 } }]);
  expect(diagnostics.filter(({ code }) => code === 'host-event-incomplete')).toMatchObject([
    { message: expect.stringContaining('"llm_start" without "call"') },
  ]);
});

test.each([
  ['llm_start', { call: 'l1', messages: 'not a list', post_id: 'post-1' }],
  ['llm_end', { call: 'l1', tool_calls: 7, usage: 'many', attempts: ['x'] }],
  ['plugin_start', { call: 'p1', args: 7, kwargs: 'x' }],
  ['code_end', { exec_id: 'post-1', artifacts: 7, duration_ms: 'long', error: 7 }],
  ['message_end', { state: 7, error: 'text' }],
  ['event', { scope: 'post', t: 'post_start', round_id: 7, post_id: null, extra: null }],
  ['session_start', { config: 'x', roles: 7 }],
  ['kernel_error', { error: [] }],
])('nonsense in %s stops nothing, and gives the same again', async (kind, data) => {
  const report = () =>
    new HostReport()
      .startRound('round-1', 'q')
      .startPost('post-1', 'Planner')
      .tellAnything(kind, data)
      .startRound('round-2', 'q')
      .startPost('post-2', 'Planner', 'round-2')
      .endPost('post-2', 'User', 'well', 'round-2');
  const { folded, records } = await mapReport(report());
  expect(named(folded, 'action', 'Planner')).toMatchObject([{}, { output: 'well' }]);
  expect((await mapReport(report())).records).toEqual(records);
});

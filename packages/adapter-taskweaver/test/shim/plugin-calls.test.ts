import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { comparable } from './comparable.ts';
import { host, liveFolder, play } from './live.ts';
import { coder, planner } from './roles.ts';
import { type Line, ofKind } from './stream-lines.ts';

const awkward = [
  'import threading',
  'from IPython.utils.capture import capture_output',
  'print("before")',
  'size("x" * 300_000)',
  'print("between")',
  'it = odd()',
  'try:',
  '    add()',
  'except TypeError as error:',
  '    print(error)',
  'with capture_output() as captured:',
  '    print_it("captured")',
  'print(len(captured.outputs), repr(captured.stdout))',
  'print([name for name in globals() if "agentops" in name.lower()])',
  'import sys, json',
  'print([name for name in sys.modules if "agentops" in name.lower()])',
  'print([path for path in sys.path if "agentops_taskweaver" in path])',
  'threading.Thread(target=slow_add, args=(1, 2), name="outlives").start()',
  'print("after")',
].join('\n');

/** A class of a plugin and one that is its own caller; a generator; what is cut; a secret. */
const shapes = [
  'import time',
  'time.sleep(0.5)',
  'deep = []',
  'deep.append(deep)',
  'size(deep)',
  'size({"password": "hunter-two-secret", "when": __import__("datetime").date(2026, 1, 2), 3: {1, 1}})',
  'size("y" * 2_000_000)',
  'size([float("nan"), 2**70, b"bytes", "\\ud800"])',
  'nested(3)',
].join('\n');

/** A plugin that calls itself, and one that is called with the stack all but full. */
const deep = [
  'import sys',
  'print(nested(400))',
  'def free():',
  '    frame, left = sys._getframe(), sys.getrecursionlimit()',
  '    while frame:',
  '        frame, left = frame.f_back, left - 1',
  '    return left',
  'def down(steps):',
  '    return add(1, 2) if steps == 0 else down(steps - 1)',
  'for steps in range(free(), 0, -1):',
  '    try:',
  '        print(down(steps))',
  '        break',
  '    except RecursionError:',
  '        pass',
  'add(3, 4)',
].join('\n');

const script = {
  '': [
    planner('CodeInterpreter', 'First.'),
    coder(awkward),
    planner('User', 'Done.'),
    planner('CodeInterpreter', 'Second.'),
    coder(shapes),
    planner('User', 'Done.'),
    planner('CodeInterpreter', 'Third.'),
    coder(deep),
    planner('User', 'Done.'),
  ],
};

function started(lines: Line[], plugin: string) {
  return ofKind(lines, 'plugin_start').filter(({ data }) => data.plugin === plugin);
}

function resultOf(lines: Line[], call: string) {
  return ofKind(lines, 'plugin_end').find(({ data }) => data.call === call)?.data;
}

describe.skipIf(!host)('plugin calls', () => {
  test('of awkward kinds are told, and the code and the model see nothing of it', async () => {
    const scenario = { steps: ['First.', 'Second.', 'Third.'].map((message) => ({ message })) };
    const [bare, hooked] = await Promise.all([
      play(script, scenario, { shim: false }),
      play(script, scenario),
    ]);
    expect(hooked).toMatchObject({ code: 0, left: 0 });
    expect(comparable(hooked)).toEqual(comparable(bare));
    const [run, second, third] = ofKind(hooked.lines, 'code_end');
    expect(second?.data.status).toBe('ok');
    expect(run?.data.stdout).toContain("0 'captured\\n'\n[]\n[]\n[]\nafter\n");

    const { lines } = hooked;
    // What was too deep for us was not told, and that is.
    expect(third?.data).toMatchObject({ status: 'ok', output: 7 });
    expect(ofKind(lines, 'diagnostic').map(({ data }) => data)).toMatchObject([
      { code: 'plugin-nesting' },
      { code: 'probe-failed', message: "Plugin calls aren't recorded. RecursionError" },
    ]);
    expect(started(lines, 'nested')).toHaveLength(4 + 16);
    const [big, circular, mixed, cut, values] = started(lines, 'size');
    expect(big?.data.args[0]).toHaveLength(300_000);
    expect(circular?.data.args).toEqual([['[circular]']]);
    expect(mixed?.data.args).toEqual([{ password: '[redacted]', when: '2026-01-02', 3: [1] }]);
    expect(cut?.data.args[0]).toMatch(/^y{1048576}… \[cut by agentops: \d+ characters\]$/);
    expect(values?.data.args).toEqual([['NaN', String(2n ** 70n), '[bytes: 5 bytes]', '\ud800']]);
    expect(resultOf(lines, started(lines, 'odd')[0]?.data.call)).toMatchObject({
      status: 'ok',
      result: { unserialisable: 'taskweaver_ext.plugin.odd.Odd' },
    });
    expect(resultOf(lines, started(lines, 'add')[0]?.data.call)).toMatchObject({
      status: 'error',
      error: { type: 'TypeError' },
    });
    expect(resultOf(lines, started(lines, 'print_it')[0]?.data.call)).toMatchObject({
      result: 'captured',
    });

    // The thread ends while no cell runs, or the next one does.
    const [late] = started(lines, 'slow_add');
    expect(late?.data).toMatchObject({ thread: 'outlives', exec_id: run?.data.exec_id });
    expect(resultOf(lines, late?.data.call)).toMatchObject({ status: 'ok', result: 3 });

    const nested = started(lines, 'nested').map(({ data }) => data);
    expect(nested.slice(0, 4).map(({ parent }) => parent)).toEqual([
      null,
      ...nested.slice(0, 3).map(({ call }) => call),
    ]);
  });

  test('of a thread that goes on behind the last code are told when the session is stopped', async () => {
    const done = join(liveFolder(), 'done');
    const code = [
      'import threading',
      'def go():',
      '    slow_add(1, 2)',
      `    open(${JSON.stringify(done)}, "w").close()`,
      'threading.Thread(target=go).start()',
      'print("started")',
    ].join('\n');
    // What the kernel has sent by then is still on its way for a moment.
    const wait = `import os, time\nwhile not os.path.exists(${JSON.stringify(done)}): time.sleep(0.05)\ntime.sleep(0.5)`;
    const settings = { 'session.roles': ['code_interpreter'] };
    const { lines } = await play(
      { '': [coder(code)] },
      { settings, steps: [{ message: 'Go on.' }, { exec: wait }, { stop: 'A' }] },
    );
    expect(ofKind(lines, 'plugin_end')).toMatchObject([{ data: { status: 'ok', result: 3 } }]);
    expect(ofKind(lines, 'plugin_end', 'session_stop').map(({ kind }) => kind)).toEqual([
      'plugin_end',
      'session_stop',
    ]);
  });

  test('keep their own times, and lines of them have those', async () => {
    const played = await play(
      { '': [coder('slow_add(1, b=2)')] },
      { settings: { 'session.roles': ['code_interpreter'] }, steps: [{ message: 'Wait.' }] },
    );
    const [start] = ofKind(played.lines, 'plugin_start');
    const [end] = ofKind(played.lines, 'plugin_end');
    expect(end?.data.duration_ms).toBeGreaterThanOrEqual(199);
    expect((end?.mono ?? 0) - (start?.mono ?? 0)).toBeGreaterThanOrEqual(199);
    expect((end?.time ?? 0) - (start?.time ?? 0)).toBeGreaterThanOrEqual(199);
  });
});

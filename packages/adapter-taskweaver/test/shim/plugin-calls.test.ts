import { describe, expect, test } from 'vitest';
import { comparable } from './comparable.ts';
import { host, play } from './live.ts';
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

const script = {
  '': [
    planner('CodeInterpreter', 'First.'),
    coder(awkward),
    planner('User', 'Done.'),
    planner('CodeInterpreter', 'Second.'),
    coder(shapes),
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
    const scenario = { steps: [{ message: 'First.' }, { message: 'Second.' }] };
    const [bare, hooked] = await Promise.all([
      play(script, scenario, { shim: false }),
      play(script, scenario),
    ]);
    expect(hooked).toMatchObject({ code: 0, left: 0 });
    expect(comparable(hooked)).toEqual(comparable(bare));
    const [run, second] = ofKind(hooked.lines, 'code_end');
    expect(second?.data.status).toBe('ok');
    expect(run?.data.stdout).toContain("0 'captured\\n'\n[]\n[]\n[]\nafter\n");

    const { lines } = hooked;
    expect(ofKind(lines, 'diagnostic')).toEqual([]);
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
    expect(nested.map(({ parent }) => parent)).toEqual([
      null,
      ...nested.slice(0, 3).map(({ call }) => call),
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

import { describe, expect, test } from 'vitest';
import { comparable } from './comparable.ts';
import { host, play } from './live.ts';
import { coder } from './roles.ts';
import { type Line, ofKind } from './stream-lines.ts';

/** Where it raises, and what, by a place in the source of the probe. Each session has a kernel, and so a probe, of its own. */
const faults = {
  Installing: 'send = _sender(shell, mime)',
  Observing: 'original = plugin.__call__',
  Starting: 'running = _running.get()',
  Ending: 'duration = round(',
  Describing: 'frames = [frame for frame',
  Sending: 'session.send(socket',
} as const;

/** `Sending` raises the first time alone: what was not told is told with the next. */
const before = [
  'import base64, itertools, re, sys',
  'from agentops_taskweaver.hooks import plugin_calls',
  `faults = iter(${JSON.stringify(Object.entries(faults))})`,
  'original = plugin_calls.probe_code',
  'def probe_code():',
  '    name, place = next(faults)',
  '    code = original()',
  "    packed = re.search(r\"b64decode\\('([^']+)'\\)\", code).group(1)",
  '    source = base64.b64decode(packed).decode()',
  '    assert source.count(place) == 1, place',
  '    broken = source.replace(place, f"_break(); {place}")',
  '    head = ["class _Error(Exception): pass", f"_Error.__name__ = {name!r}", "_left = [1] * %d" % (1 if name == "Sending" else 99)]',
  '    head += ["def _break():", "    if _left:", "        _left.pop()", "        raise _Error()"]',
  '    first = "from __future__ import annotations"',
  '    broken = broken.replace(first, "\\n".join([first, *head]), 1)',
  '    return code.replace(packed, base64.b64encode(broken.encode()).decode())',
  'plugin_calls.probe_code = probe_code',
  // Each is to be told here, and not once for all.
  'class Forgetful(set):',
  '    def add(self, value): pass',
  'sys.modules["agentops_taskweaver"]._recorder.reporter._said = Forgetful()',
].join('\n');

const sessions = Object.keys(faults);
const code = 'print(add(1, 2))\nfail("for good")';

describe.skipIf(!host)('a probe that fails', () => {
  test('changes nothing for the code and the model, and is told', async () => {
    const script = { '': sessions.flatMap(() => [coder(code), coder('add(3, 4)')]) };
    const scenario = {
      settings: { 'session.roles': ['code_interpreter'] },
      steps: sessions.map((session) => ({ session, message: 'Add.' })),
    };
    const [bare, hooked] = await Promise.all([
      play(script, scenario, { shim: false }),
      play(script, { ...scenario, before }),
    ]);
    expect(hooked).toMatchObject({ code: 0, left: 0 });
    expect(comparable(hooked)).toEqual(comparable(bare));

    const started = ofKind(hooked.lines, 'session_start').map(({ session }) => session);
    const told = (name: keyof typeof faults) => {
      const own = hooked.lines.filter(({ session }) => session === started[sessions.indexOf(name)]);
      const calls = (kind: string, describe: (data: Line['data']) => string) =>
        ofKind(own, kind).map(({ data }) => describe(data));
      const end = ({ status, error }: Line['data']) =>
        [status, ...(error ? Object.keys(error) : [])].join(' ');
      return [calls('plugin_start', ({ plugin }) => plugin), calls('plugin_end', end)];
    };
    const all = ['add', 'fail', 'add'];
    const ends = ['ok', 'error type message stack', 'ok'];
    expect(told('Installing')).toEqual([[], []]);
    expect(told('Observing')).toEqual([[], []]);
    expect(told('Starting')).toEqual([[], []]);
    expect(told('Ending')).toEqual([all, []]);
    expect(told('Describing')).toEqual([all, ['ok', 'error type', 'ok']]);
    expect(told('Sending')).toEqual([all.slice(1), ends]);

    const diagnostics = ofKind(hooked.lines, 'diagnostic').map(({ data }) => data);
    expect(new Set(diagnostics.map((data) => data.code))).toEqual(new Set(['probe-failed']));
    const named = sessions.filter((name) => diagnostics.some((it) => it.message.includes(name)));
    expect(named).toEqual(['Installing', 'Observing', 'Starting', 'Ending', 'Sending']);
  });
});

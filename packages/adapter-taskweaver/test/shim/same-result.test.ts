import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fold } from '@agentops/core';
import { sessionTree } from '@agentops/testkit';
import { describe, expect, test } from 'vitest';
import { isFull } from '../../../../tooling/full-tier.ts';
import { mapReport } from '../bridge/host-report.ts';
import { comparable } from './comparable.ts';
import { keepFixture } from './fixture.ts';
import { host, liveFolder, type Played, play } from './live.ts';
import { coder, planner } from './roles.ts';
import { twoRounds, twoRoundsScript, twoSessions, twoSessionsScript } from './scenarios.ts';
import { type Line, ofKind } from './stream-lines.ts';

/** `name status`, calls in calls indented. */
function pluginTree({ lines }: Played): string[] {
  const ends = new Map(ofKind(lines, 'plugin_end').map(({ data }) => [data.call, data]));
  return ofKind(lines, 'plugin_start').map(({ data }) => {
    const { status, error } = ends.get(data.call) ?? { status: 'open' };
    return `${data.parent ? '  ' : ''}${data.plugin} ${status}${error ? ` ${error.message}` : ''}`;
  });
}

function llmRoles({ lines }: Played): string[] {
  return ofKind(lines, 'llm_start').map(({ data }) => data.role);
}

/** What the bridge makes of it, without texts: the fixture's is in `two-rounds.tree.txt`, as a person would read it. */
async function shapeOf(lines: readonly Line[]): Promise<string> {
  const { records } = await mapReport(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const replace = [[/\d{8}-\d{6}-[0-9a-f]{8}/, 'a session']] as const;
  return sessionTree(fold(records), { content: false, replace });
}

function fixture(name: string): Line[] {
  const file = new URL(`../fixtures/${name}.ndjson`, import.meta.url);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

describe.skipIf(!host)('TaskWeaver with the shim', () => {
  test.each(isFull ? ['ollama', 'openai'] : ['ollama'])(
    'does in two rounds exactly what it does without, and all of it is told: %s',
    async (apiType) => {
      const notes = join(liveFolder(), 'notes.txt');
      writeFileSync(notes, 'two and two');
      const scenario = { ...twoRounds(notes), settings: { 'llm.api_type': apiType } };
      const [bare, hooked] = await Promise.all([
        play(twoRoundsScript, scenario, { shim: false }),
        play(twoRoundsScript, scenario),
      ]);
      expect(bare).toMatchObject({ code: 0, left: 0 });
      expect(hooked).toMatchObject({ code: 0, left: 0 });
      expect(bare.lines).toEqual([]);
      expect(comparable(hooked)).toEqual(comparable(bare));
      expect(hooked.stdout).toBe(bare.stdout);

      const { lines } = hooked;
      if (apiType === 'ollama') {
        keepFixture('two-rounds', hooked);
        expect(await shapeOf(lines)).toBe(await shapeOf(fixture('two-rounds')));
      }
      expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index));
      expect(ofKind(lines, 'diagnostic', 'loss', 'kernel_error')).toEqual([]);
      expect(ofKind(lines, 'stream', 'session_start', 'session_stop', 'close')).toHaveLength(4);
      expect(ofKind(lines, 'message').map(({ data }) => data)).toEqual([
        { text: 'Add the numbers of #alpha.', files: [] },
        { text: 'Add others of #alpha.', files: ['notes.txt'] },
      ]);
      expect(llmRoles(hooked)).toEqual([
        'Planner',
        'CodeInterpreter',
        'CodeInterpreter',
        'Planner',
        'Planner',
        'CodeInterpreter',
        'CodeInterpreter',
        'Planner',
      ]);
      expect(pluginTree(hooked)).toEqual([
        'slow_add ok',
        'slow_add ok',
        'fail error caught',
        'fail error not caught',
        'add ok',
        'nested ok',
        '  nested ok',
        'chained error outer',
        'add ok',
      ]);
      const posts = new Set(
        hooked.truth?.rounds.flatMap((round) => round.post_list.map(({ id }) => id)),
      );
      for (const { data } of ofKind(lines, 'plugin_start', 'code_start'))
        expect(posts).toContain(data.exec_id);
      expect(ofKind(lines, 'code_end').map(({ data }) => data.status)).toEqual([
        'error',
        'ok',
        'error',
        'ok',
      ]);
      const rounds = ofKind(lines, 'event').filter(({ data }) => data.t === 'round_end');
      expect(rounds.map(({ data }) => data.round)).toMatchObject([
        { user_query: 'Add the numbers of #alpha.', state: 'finished', reply: 'The sum is 3.' },
        { state: 'finished', reply: 'The sum is 11.' },
      ]);
    },
  );

  test('the same where a traceback with a plugin in it is written by the code, or by Python', async () => {
    const code = [
      'import threading, traceback',
      'thread = threading.Thread(target=chained)',
      'thread.start()',
      'thread.join()',
      'try:',
      '    fail("caught")',
      'except ValueError:',
      '    print(traceback.format_exc())',
      '    traceback.print_exc()',
      'fail("not caught")',
    ].join('\n');
    const script = {
      '': [
        planner('CodeInterpreter', 'Try.'),
        coder(code),
        coder('add(1, 2)'),
        planner('User', 'Done.'),
      ],
    };
    const scenario = { steps: [{ message: 'Try.' }] };
    const [bare, hooked] = await Promise.all([
      play(script, scenario, { shim: false }),
      play(script, scenario),
    ]);
    expect(hooked).toMatchObject({ code: 0, left: 0 });
    expect(comparable(hooked)).toEqual(comparable(bare));
    const [run] = ofKind(hooked.lines, 'code_end');
    expect(run?.data.stderr.match(/Traceback/g)).toHaveLength(3);
    // The copy of TaskWeaver on PyPI is kept in a folder with our name.
    expect(JSON.stringify([hooked.requests, hooked.truth])).not.toMatch(/agentops(?!-testkit)/);
  });

  test('the same for two sessions at once, which stay apart', async () => {
    const [bare, hooked] = await Promise.all([
      play(twoSessionsScript, twoSessions, { shim: false }),
      play(twoSessionsScript, twoSessions),
    ]);
    expect(hooked).toMatchObject({ code: 0, left: 0 });
    expect(comparable(hooked, ['#alpha', '#beta'])).toEqual(comparable(bare, ['#alpha', '#beta']));

    keepFixture('two-sessions', hooked);
    const { lines } = hooked;
    const sessions = ofKind(lines, 'session_start').map(({ session }) => session);
    expect(new Set(sessions).size).toBe(2);
    for (const session of sessions) {
      const own = lines.filter((line) => line.session === session);
      const word = JSON.stringify(own).includes('#alpha') ? '#alpha' : '#beta';
      expect(JSON.stringify(own)).not.toContain(word === '#alpha' ? '#beta' : '#alpha');
      const counts = [
        'message',
        'llm_start',
        'llm_end',
        'plugin_start',
        'plugin_end',
        'code_end',
        'session_stop',
      ];
      expect(counts.map((kind) => ofKind(own, kind).length)).toEqual([1, 3, 3, 1, 1, 1, 1]);
    }
  });
});

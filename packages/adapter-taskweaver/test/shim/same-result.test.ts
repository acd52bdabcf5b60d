import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { comparable } from './comparable.ts';
import { keepFixture } from './fixture.ts';
import { host, liveFolder, type Played, play } from './live.ts';
import { twoRounds, twoRoundsScript, twoSessions, twoSessionsScript } from './scenarios.ts';
import { ofKind } from './stream-lines.ts';

const isFull = process.env.AGENTOPS_TEST_FULL === '1';

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

      if (apiType === 'ollama') keepFixture('two-rounds', hooked);
      const { lines } = hooked;
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

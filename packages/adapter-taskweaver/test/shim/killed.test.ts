import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { keepFixture } from './fixture.ts';
import { host, liveFolder } from './live.ts';
import { LlmServer, type Script } from './llm-server.ts';
import { coder, planner } from './roles.ts';
import { type Scenario, startHost } from './run-host.ts';
import { type Line, ofKind, readLines } from './stream-lines.ts';
import type { Host } from './taskweaver.ts';

/** Kills the host when a line is there that fits, and reads what it left behind. */
async function kill(script: Script, scenario: Scenario, when: (lines: Line[]) => boolean) {
  await using server = await LlmServer.start(script);
  const folder = liveFolder();
  const started = startHost({ host: host as Host, folder, server, scenario });
  while (started.child.exitCode === null && !when(readLines(started.directory))) await sleep(20);
  started.child.kill('SIGKILL');
  const run = await started.ended;
  return { ...run, folder, lines: readLines(run.directory), server };
}

const first = { message: 'The first question.' };

describe.skipIf(!host)('a host that is killed', () => {
  test('in a plugin has told all that came before', async () => {
    const script = {
      '': [
        planner('User', 'An answer.'),
        planner('CodeInterpreter', 'Wait.'),
        coder('add(1, 2)\nwait(600)'),
      ],
    };
    const killed = await kill(script, { steps: [first, { message: 'Wait.' }] }, (lines) =>
      ofKind(lines, 'plugin_start').some(({ data }) => data.plugin === 'wait'),
    );
    expect(killed.signal).toBe('SIGKILL');
    keepFixture('killed-in-plugin', killed);
    const { lines } = killed;
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index));
    expect(ofKind(lines, 'llm_end')).toHaveLength(3);
    expect(ofKind(lines, 'plugin_end')).toMatchObject([{ data: { result: 3 } }]);
    expect(ofKind(lines, 'code_end', 'session_stop', 'close')).toEqual([]);
    expect(lines.at(-1)).toMatchObject({
      kind: 'plugin_start',
      data: { plugin: 'wait', args: [600] },
    });
    expect(ofKind(lines, 'stream')[0]?.data.process.pid).toBeGreaterThan(1);
  });

  test('in the middle of an answer has told what it had read of that', async () => {
    const answer = planner('User', 'Never said.', { hangAfter: 5 });
    const read = answer.text?.slice(0, 5 * 24);
    const textOf = (lines: Line[]) =>
      ofKind(lines, 'llm_chunk')
        .map(({ data }) => data.text)
        .join('');
    const killed = await kill(
      { '': [answer] },
      { steps: [first] },
      (lines) => textOf(lines) !== '',
    );
    keepFixture('killed-in-stream', killed);
    // The last words wait until it is clear that they are no part of a secret.
    expect(textOf(killed.lines).length).toBeGreaterThan(20);
    expect(read?.startsWith(textOf(killed.lines))).toBe(true);
    expect(ofKind(killed.lines, 'llm_end', 'close')).toEqual([]);
    expect(killed.server.requests).toHaveLength(1);
  });
});

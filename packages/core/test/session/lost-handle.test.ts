import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { runChild } from '../child.ts';
import { readDirectory } from '../recording.ts';

async function collected(way: string) {
  const directory = tempDir();
  const { code, stderr } = await runChild('lost-handle.mjs', {
    args: [way],
    execArgv: ['--expose-gc'],
    env: { AGENTOPS_DIR: directory },
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const read = readDirectory(directory);
  const states = Object.fromEntries(read.sessions.map((each) => [each.name, each]));
  return { read, states };
}

describe('a session whose handle nobody holds any more', () => {
  it('ends Indeterminate with the reason, and counts as active no more', async () => {
    const { states } = await collected('several');
    expect(states.dropped).toMatchObject({
      endState: 'Indeterminate',
      endStateReason: 'the handle of the session was lost: nothing in the program refers to it',
    });
    expect(states.kept).toMatchObject({ endState: 'Success', tags: ['the only one again'] });
  });

  it('stays open where it is the only one, which the base functions still reach', async () => {
    const { states } = await collected('only');
    expect(states.only).toMatchObject({ endState: 'Success', tags: ['still reached'] });
  });

  it('stays open while code runs in it', async () => {
    const { states, read } = await collected('in use');
    expect(states.running).toMatchObject({ endState: 'Success' });
    expect(read.event('late').sessionId).toBe(states.running?.id);
  });
});

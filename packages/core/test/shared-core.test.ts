import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { Diagnostics } from '../src/diagnostics.ts';
import { findSharedCore } from '../src/shared-core.ts';
import { runChild } from './child.ts';
import { readDirectory } from './recording.ts';

const key = Symbol.for('agentops.core');
const shared = globalThis as { [key]?: unknown };

afterEach(() => {
  delete shared[key];
});

describe('two copies of this package in a process', () => {
  it('record into one spool, and the second finds the session of the first', async () => {
    const directory = tempDir();
    const child = await runChild('two-copies.mjs', {
      args: [join(tempDir(), 'copy')],
      env: { AGENTOPS_DIR: directory },
    });
    expect(child).toMatchObject({ code: 0, stderr: '' });
    const read = readDirectory(directory);
    expect(read.writers).toHaveLength(1);
    expect(read.losses).toEqual([]);
    const idOf = (name: string) => read.sessions.find((each) => each.name === name)?.id;
    for (const name of ['by the only session', 'inside of run']) {
      expect(read.event(`in the second, ${name}`)).toMatchObject({
        sessionId: idOf('of the first copy'),
        attribution: 'context',
      });
    }
    expect(read.event('its own').sessionId).toBe(idOf('of the second copy'));
    expect(read.session(idOf('of the second copy') as string)).toMatchObject({
      endState: 'Indeterminate',
      endStateReason: expect.stringContaining('the process exited'),
    });
  });
});

describe('a copy of another major version', () => {
  it('is left alone, and that is said', () => {
    const codes: string[] = [];
    const diagnostics = new Diagnostics('silent');
    diagnostics.listen(({ code }) => codes.push(code));
    shared[key] = { v: 2 };
    expect(findSharedCore(diagnostics)).toBeUndefined();
    expect(codes).toEqual(['other-core']);
  });
});

import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { runChild } from '../child.ts';
import { readDirectory } from '../recording.ts';

describe('a worker thread', () => {
  it('writes as a writer of its own, with its own session or in one that it is handed', async () => {
    const directory = tempDir();
    const { code, stderr } = await runChild('worker.mjs', { env: { AGENTOPS_DIR: directory } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const read = readDirectory(directory);
    expect(read.writers.map(({ info }) => info?.threadId).sort()).toEqual([0, 1, 2]);
    expect(new Set(read.writers.map(({ info }) => info?.pid)).size).toBe(1);
    expect(read.losses).toEqual([]);

    const [main, own] = read.sessions;
    expect(main).toMatchObject({ name: 'main', endState: 'Success' });
    expect(own).toMatchObject({ name: 'own', endState: 'Indeterminate' });
    expect(own?.endStateReason).toContain('exited');
    expect(read.sessions).toHaveLength(2);
    expect(read.event('tool of own').sessionId).toBe(own?.id);
    expect(read.event('tool of joined')).toMatchObject({
      sessionId: main?.id,
      parentId: read.event('spawn worker').id,
    });
  });
});

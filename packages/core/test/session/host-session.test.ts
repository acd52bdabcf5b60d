import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { AdapterRecorder } from '../../src/adapter/adapter-recorder.ts';
import { runChild } from '../child.ts';
import { Recording, readDirectory } from '../recording.ts';

function host(options: { project?: string } = {}) {
  const directory = tempDir();
  const source = { adapter: '@agentops/adapter-test', host: 'test', hostVersion: null };
  return {
    read: () => readDirectory(directory),
    /** The id of the session that a new process of the host gives a session of its own. */
    async process(hostId: string, incarnation = 0, end = ''): Promise<string> {
      const args = [hostId, String(incarnation), end];
      const result = await runChild('host-session.mjs', { args, env: { AGENTOPS_DIR: directory } });
      expect(result).toMatchObject({ code: 0, stderr: '' });
      return result.stdout.trim();
    },
    recorder(adapter = source.adapter) {
      const recording = new Recording(directory);
      recording.agentops.init({ ...recording.options, ...options, autoStartSession: false });
      return new AdapterRecorder(recording.agentops, { source: { ...source, adapter } });
    },
  };
}

describe("a host's session that outlives a process", () => {
  it('has the same id in another process with the same data directory', async () => {
    const { process, read } = host();
    const id = await process('chat 1');
    expect(await process('chat 1')).toBe(id);
    expect(await process('chat 2')).not.toBe(id);
    expect(read().sessions).toHaveLength(2);
    expect(read().events.filter(({ sessionId }) => sessionId === id)).toHaveLength(2);
    expect(read().events[0]?.attribution).toBe('host-id');
  });

  it('has another id after the host has reset it, with another adapter, and in another project', async () => {
    const { process } = host({ project: 'p' });
    const id = await process('chat', 0);
    expect(await process('chat', 1)).not.toBe(id);
    const inProject = (name: string, adapter?: string) =>
      host({ project: name }).recorder(adapter).hostSession('chat')?.id;
    expect(inProject('a')).toBe(inProject('a'));
    expect(inProject('a')).not.toBe(inProject('b'));
    expect(inProject('a')).not.toBe(inProject('a', 'other adapter'));
  });

  it('ends Indeterminate with its process, and is open again when another one starts it', async () => {
    const { process, read, recorder } = host();
    const id = await process('chat');
    const [first] = read().sessions;
    expect(first).toMatchObject({ id, name: 'host chat', endState: 'Indeterminate' });
    const session = recorder().hostSession('chat');
    expect(session?.id).toBe(id);
    expect(read().session(id).endState).toBeUndefined();
    expect(read().session(id).startTime).toBe(first?.startTime);
    session?.end({ endState: 'Success' });
    expect(read().session(id).endState).toBe('Success');
  });

  it('keeps the explicit end that beats the Indeterminate of its own exit', async () => {
    const { process, read } = host();
    const id = await process('chat', 0, 'Fail');
    expect(read().session(id).endState).toBe('Fail');
    await process('chat');
    expect(read().session(id).endState).toBe('Indeterminate');
    await process('chat', 0, 'Success');
    expect(read().session(id).endState).toBe('Success');
  });

  it('keeps its tags and agents when it is reopened', async () => {
    const { process, read, recorder } = host();
    const session = recorder().hostSession('chat', { tags: ['kept'] });
    const agent = session?.createAgent({ name: 'Planner' });
    session?.end();
    await process('chat');
    expect(read().session(session?.id as string)).toMatchObject({
      tags: ['kept'],
      agents: [agent],
    });
  });

  it('is one session for two recorders of the same adapter in a process', () => {
    const { read, recorder } = host();
    const recording = recorder();
    const session = recording.hostSession('chat');
    expect(recording.hostSession('chat')).toBe(session);
    expect(read().sessions).toHaveLength(1);
  });

  it('is one session for two adapters of the same name that record into one AgentOps', () => {
    const recording = new Recording();
    recording.agentops.init({ ...recording.options, autoStartSession: false });
    const source = { adapter: 'a', host: 'h', hostVersion: null };
    const [one, two] = [1, 2].map(() =>
      new AdapterRecorder(recording.agentops, { source }).hostSession('chat'),
    );
    expect(one).toBe(two);
    one?.end({ endState: 'Success' });
    expect(recording.read().sessions).toMatchObject([{ endState: 'Success' }]);
  });

  it('starts again in the same process when the host goes on after its end', () => {
    const { read, recorder } = host();
    const adapter = recorder();
    const first = adapter.hostSession('chat');
    first?.end({ endState: 'Success' });
    const again = adapter.hostSession('chat');
    expect(again).not.toBe(first);
    expect(again?.id).toBe(first?.id);
    expect(read().sessions).toMatchObject([{ id: first?.id }]);
    expect(read().sessions[0]?.endState).toBeUndefined();
  });
});

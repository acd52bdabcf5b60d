import type { AgentOps } from '@agentops/core';
import { describe, expect, it } from 'vitest';
import { AgentOpsExporter } from '../src/index.ts';
import { collectorHere } from './collector-here.ts';
import { apiKey } from './programs/api-key.ts';
import { startReceiver } from './receiver.ts';
import { v2Receiver, v4Receiver } from './receivers.ts';
import { recorded, recordingTo } from './recorded.ts';

/** What a collector has of what is recorded while no session is in the sample. */
async function sampledOut(protocol: 'v2' | 'v4', record: (agentops: AgentOps) => Promise<void>) {
  const { url, store } = await collectorHere();
  const exporter = new AgentOpsExporter({ endpoint: url, apiKey, protocol, sampleRate: 0 });
  const { agentops } = recordingTo(exporter);
  await record(agentops);
  expect(await agentops.flush()).toBe(true);
  await store.project();
  const { items: sessions } = await store.reader.sessions();
  const { items: events } = await store.reader.events();
  const names = events.filter(({ type }) => type === 'tool').map(({ name }) => name);
  return { sessions, names: names.sort() };
}

describe.each(['v2', 'v4'] as const)(
  'of sessions that are not in the sample, with %s',
  (protocol) => {
    it('nothing comes where all goes well', async () => {
      const { sessions, names } = await sampledOut(protocol, async (agentops) => {
        const session = agentops.startSession();
        session.startTool('one').end();
        session.end({ endState: 'Success' });
      });
      expect([sessions, names]).toEqual([[], []]);
    });

    it('all comes where there was an error, also what was before it and what follows', async () => {
      const { sessions, names } = await sampledOut(protocol, async (agentops) => {
        const session = agentops.startSession({ tags: ['t'] });
        session.startTool('before').end();
        agentops.startSession().startTool('other').end();
        await agentops.flush();
        session.startTool('fails').fail(new Error('no'));
        await agentops.flush();
        session.startTool('after').end();
        session.end({ endState: 'Success' });
      });
      expect(sessions).toMatchObject([
        { state: 'Success', tags: ['t'], totals: { toolCalls: 3, errors: 1 } },
      ]);
      expect(names).toEqual(['after', 'before', 'fails']);
    });

    it('all comes where it failed', async () => {
      const { sessions, names } = await sampledOut(protocol, async (agentops) => {
        const session = agentops.startSession({ tags: ['t'] });
        session.startTool('one').end();
        await agentops.flush();
        session.end({ endState: 'Fail', reason: 'why' });
      });
      expect(sessions).toMatchObject([{ state: 'Fail', endStateReason: 'why', tags: ['t'] }]);
      expect(names).toEqual(['one']);
    });

    it('all comes where its process was killed, also what that had kept back', async () => {
      const receiver = await startReceiver(protocol === 'v2' ? v2Receiver : v4Receiver);
      const records = recorded((agentops) => {
        const session = agentops.startSession();
        session.startTool('one').end();
        session.startTool('left open');
      });
      const exporter = new AgentOpsExporter({
        endpoint: receiver.url,
        apiKey,
        protocol,
        sampleRate: 0,
      });
      exporter.recall(records.slice(0, -1));
      await exporter.export(records.slice(-1));
      expect(receiver.received).toEqual([]);
      await exporter.export([], { writer: records[0]?.writer ?? '', reason: 'killed' });
      expect(receiver.taken).toHaveLength(2);
    });
  },
);

/** What comes again, because a process died before it learned that it was taken, is there once. */
import { expect, it } from 'vitest';
import { AgentOpsExporter } from '../src/index.ts';
import { collectorHere } from './collector-here.ts';
import { apiKey } from './programs/api-key.ts';
import { recorded } from './recorded.ts';

it.each(['v2', 'v4'] as const)(
  '%s: a collector keeps each event once, from processes that know nothing of each other',
  async (protocol) => {
    const collector = await collectorHere();
    let id = '';
    const records = recorded((agentops) => {
      const session = agentops.startSession({ tags: ['t'] });
      id = session.id;
      for (let n = 0; n < 60; n++) session.startTool(`tool ${n}`, { arguments: { n } }).end();
      session.startTool('fails').fail(new Error('x'));
      session.end({ endState: 'Success' });
    });
    const send = (part: typeof records) =>
      new AgentOpsExporter({ endpoint: collector.url, apiKey, protocol }).export(part);
    // The first process died in the midst of it, the second one before it could keep that all was taken.
    await send(records.slice(0, 70));
    await send(records);
    await send(records);
    await collector.store.project();
    const { items } = await collector.store.reader.sessionEvents(id, { limit: 500 });
    const names = items.map(({ name }) => name).filter((name) => name.startsWith('tool'));
    expect(new Set(names).size).toBe(60);
    expect(names).toHaveLength(60);
    expect(items.filter(({ type }) => type === 'error')).toHaveLength(1);
    expect(await collector.store.reader.session(id)).toMatchObject({
      state: 'Success',
      tags: ['t'],
    });
  },
);

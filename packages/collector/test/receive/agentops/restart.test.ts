import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';
import { startCollector } from './collector.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'agentops-receiver-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function withCollector<T>(
  use: (collector: Awaited<ReturnType<typeof startCollector>>) => Promise<T>,
  idleMs = 600_000,
): Promise<T> {
  const store = await openSqliteStore({ directory });
  try {
    await using collector = await startCollector({ store, idleMs });
    return await use(collector);
  } finally {
    await store.close();
  }
}

it('a client does not notice that the collector was restarted, with its data on disk', async () => {
  const id = randomUUID();
  const agent = { id: randomUUID(), name: 'Planner' };
  const session = { session_id: id, init_timestamp: '2026-01-01T00:00:00Z', tags: ['t'] };
  const call = {
    id: randomUUID(),
    event_type: 'llms',
    agent_id: agent.id,
    model: 'gpt-4o',
    prompt: 'Hello?',
    completion: 'Hello.',
    prompt_tokens: 1000,
    completion_tokens: 10,
    init_timestamp: '2026-01-01T00:00:01Z',
    end_timestamp: '2026-01-01T00:00:02Z',
  };
  const authorization = await withCollector(async (collector) => {
    const { body } = await collector.post('/v2/create_session', { session });
    const headers = { authorization: `Bearer ${body.jwt}` };
    await collector.post('/v2/create_agent', agent, headers);
    await collector.post('/v2/create_events', { events: [call] }, headers);
    return headers;
  });
  await withCollector(async (collector) => {
    // Sent again, because the answer was lost.
    await collector.post('/v2/create_events', { events: [call] }, authorization);
    const later = { ...call, id: randomUUID(), init_timestamp: '2026-01-01T00:00:01.5Z' };
    await collector.post('/v2/create_events', { events: [later] }, authorization);
    const end = { ...session, end_timestamp: '2026-01-01T00:00:03Z', is_running: true };
    const { body } = await collector.post('/v2/update_session', { session: end }, authorization);
    expect(body.token_cost).toBe('0.005200000');
    expect(await collector.events(id)).toMatchObject([
      { id: call.id, agent, inputMessages: [{ parts: [{ content: 'Hello?' }] }] },
      { id: later.id, agent },
    ]);
  });
  await withCollector(async (collector) => {
    await expect
      .poll(() => collector.session(id))
      .toMatchObject({
        state: 'Indeterminate',
        endTime: Date.parse('2026-01-01T00:00:02Z'),
        tags: ['t'],
      });
    expect(await collector.store.check()).toEqual({ ok: true, problems: [] });
  }, 50);
});

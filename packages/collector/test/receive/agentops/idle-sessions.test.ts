import { randomUUID } from 'node:crypto';
import { createMemoryStore, type Store } from '@agentops/store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startCollector } from './collector.ts';

let store: Store;

beforeEach(() => {
  store = createMemoryStore();
});
afterEach(() => store.close());

const time = '2026-01-01T00:00:01.000Z';
const event = { event_type: 'actions', init_timestamp: time, end_timestamp: time };
const start = (id: string) => ({
  session: { session_id: id, init_timestamp: '2026-01-01T00:00:00Z' },
});
const idle = {
  state: 'Indeterminate',
  endState: 'Indeterminate',
  endStateReason: expect.stringContaining('did not say how it ended'),
};

it('a session that its client leaves ends with its last event', async () => {
  await using collector = await startCollector({ store, idleMs: 100 });
  const id = randomUUID();
  await collector.post('/v2/create_session', start(id));
  await collector.post('/v2/create_events', { events: [{ ...event, session_id: id }] });
  const endTime = Date.parse(time);
  await expect.poll(() => collector.session(id)).toMatchObject({ ...idle, endTime });
});

it('what comes after that opens it again, and an end that somebody asked for holds', async () => {
  await using collector = await startCollector({ store, idleMs: 100 });
  const id = randomUUID();
  const { body } = await collector.post('/v2/create_session', start(id));
  const authorization = { authorization: `Bearer ${body.jwt}` };
  await expect.poll(() => collector.session(id)).toMatchObject(idle);
  await collector.post('/v2/create_events', { events: [event] }, authorization);
  const reopened = await collector.session(id);
  // A slow machine may have ended it again by now.
  expect(['open', 'Indeterminate']).toContain(reopened.state);
  const end = { ...start(id).session, is_running: false, end_state: 'Success' };
  await collector.post('/v2/update_session', { session: end }, authorization);
  expect(await collector.session(id)).toMatchObject({ state: 'Success' });
});

it('an end that comes after that holds, too', async () => {
  await using collector = await startCollector({ store, idleMs: 100 });
  const id = randomUUID();
  await collector.post('/v2/create_session', start(id));
  await expect.poll(() => collector.session(id)).toMatchObject(idle);
  const end = { ...start(id).session, is_running: false, end_state: 'Fail' };
  await collector.post('/v2/update_session', { session: end });
  expect(await collector.session(id)).toMatchObject({ state: 'Fail' });
});

it('is opened again also where the collector was restarted in between', async () => {
  const id = randomUUID();
  {
    await using collector = await startCollector({ store, idleMs: 50 });
    await collector.post('/v2/create_session', start(id));
    await expect.poll(() => collector.session(id)).toMatchObject(idle);
  }
  await using collector = await startCollector({ store });
  await collector.post('/v2/create_events', { events: [{ ...event, session_id: id }] });
  expect(await collector.session(id)).toMatchObject({ state: 'open' });
});

it('ends what was open before a restart, and nothing that others record', async () => {
  const [open, ended, other] = [randomUUID(), randomUUID(), randomUUID()];
  {
    await using collector = await startCollector({ store });
    await collector.post('/v2/create_session', start(open));
    await collector.post('/v2/create_session', start(ended));
    const end = { ...start(ended).session, is_running: false, end_state: 'Success' };
    await collector.post('/v2/update_session', { session: end });
    const record = {
      v: 1,
      writer: 'another sdk',
      seq: 0,
      time: 1,
      kind: 'session',
      phase: 'start',
      session: { id: other, startTime: 1 },
    };
    await store.append(`${JSON.stringify(record)}\n`);
  }
  await using collector = await startCollector({ store, idleMs: 100 });
  await expect.poll(() => collector.session(open)).toMatchObject(idle);
  expect(await collector.session(ended)).toMatchObject({ state: 'Success' });
  expect(await collector.session(other)).toMatchObject({ state: 'open' });
});

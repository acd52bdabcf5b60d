import type { ReceivedRequest, Receiver } from '@agentops/testkit';
import { describe, expect, it } from 'vitest';
import { AgentOpsExporter, type SessionCost } from '../src/index.ts';
import { recordDemo } from './demo-session.ts';
import { apiKey } from './programs/api-key.ts';
import { startReceiver } from './receiver.ts';
import { v2Receiver } from './receivers.ts';
import { recorded, recordingTo } from './recorded.ts';
import { shapes } from './shapes-v2.ts';

const json = ({ body }: ReceivedRequest) => JSON.parse(body.toString());
const pathsOf = ({ received }: Receiver) => received.map(({ path }) => path.replace('/v2/', ''));

async function start() {
  const receiver = await startReceiver(v2Receiver);
  const costs: SessionCost[] = [];
  const create = () =>
    new AgentOpsExporter({
      endpoint: receiver.url,
      apiKey,
      protocol: 'v2',
      onSessionCost: (cost) => costs.push(cost),
    });
  return { receiver, costs, create };
}

describe('requests', () => {
  it('have the shape of what 0.3.26 sends, in its order, and no more', async () => {
    const { receiver, costs, create } = await start();
    const { flushed, id } = await recordDemo(create()).then(({ flushed, session }) => ({
      flushed,
      id: session.id,
    }));
    expect(flushed).toBe(true);
    for (const request of receiver.received) {
      const shape = shapes[request.path];
      expect(shape, request.path).toBeDefined();
      const { error } = shape?.safeParse(json(request)) ?? {};
      expect(error?.issues, request.path).toBeUndefined();
      expect(request.headers).toMatchObject({
        'content-type': 'application/json; charset=UTF-8',
        'x-agentops-api-key': apiKey,
      });
      const isFirst = request.path === '/v2/create_session';
      expect(request.headers.authorization).toBe(isFirst ? undefined : 'Bearer a-token');
    }
    expect(pathsOf(receiver)).toEqual([
      'create_session',
      'create_agent',
      'create_events',
      'update_session',
      'update_session',
    ]);
    const [begun, , , tagged, over] = receiver.received.map(json);
    expect(begun.session).toMatchObject({
      is_running: true,
      end_timestamp: null,
      tags: ['prod', 'eu'],
    });
    expect(tagged.session).toMatchObject({ is_running: true, tags: ['prod', 'eu', 'late'] });
    expect(over.session).toMatchObject({
      is_running: false,
      end_state: 'Fail',
      end_state_reason: 'no pen',
    });
    expect(costs).toEqual([{ sessionId: id, costUsd: '0.00123' }]);
  });

  it('have at most 25 events; ids that are no UUIDs become some, always the same ones', async () => {
    const { receiver, create } = await start();
    const records = recorded((agentops) => {
      const session = agentops.startSession();
      const agent = { id: 'Planner', name: 'Planner' };
      for (let n = 0; n < 60; n++) session.startTool('look', { agent }).end();
    });
    await create().export(records);
    const [first, second, third] = receiver.seen;
    expect(receiver.seen.map(({ ids }) => ids.length)).toEqual([25, 25, 10]);
    const agents = [first, second, third].map(
      (each) => json(each as ReceivedRequest).events[0].agent_id,
    );
    expect(new Set(agents).size).toBe(1);
    expect(json(receiver.received[1] as ReceivedRequest)).toEqual({
      id: agents[0],
      name: 'Planner',
    });
    expect(agents[0]).toMatch(/^[\da-f]{8}-[\da-f]{4}-8/);
  });

  it('tell what changed in an event after it was sent, by its id', async () => {
    const { receiver, create } = await start();
    const exporter = create();
    const records = recorded((agentops) => {
      const tool = agentops.startSession().startTool('look');
      tool.end();
      tool.update({ logs: 'late' });
    });
    const itsEnd = records.findIndex(({ kind }) => kind === 'end');
    await exporter.export(records.slice(0, itsEnd + 1));
    expect(pathsOf(receiver)).toEqual(['create_session', 'create_events']);
    await exporter.export(records);
    expect(pathsOf(receiver).slice(2)).toEqual(['update_events']);
    const [event] = json(receiver.received.at(-1) as ReceivedRequest).events;
    expect(event).toMatchObject({ event_type: 'tools', logs: 'late', name: 'look' });
    await exporter.export(records);
    expect(receiver.received).toHaveLength(3);
  });
});

it('what is told of the cost may throw: it is no failure of the destination', async () => {
  const receiver = await startReceiver(v2Receiver);
  const exporter = new AgentOpsExporter({
    endpoint: receiver.url,
    apiKey,
    protocol: 'v2',
    onSessionCost: () => {
      throw new Error('mine');
    },
  });
  const records = recorded((agentops) => agentops.startSession().end({ endState: 'Success' }));
  expect(await exporter.export(records)).toBeUndefined();
  expect(pathsOf(receiver)).toEqual(['create_session', 'update_session']);
});

describe('a token', () => {
  it('that is not taken any more is asked for again, once', async () => {
    const { receiver, create } = await start();
    let refused = 0;
    receiver.script = ({ path }) =>
      path === '/v2/create_events' && refused++ === 0 ? { status: 401 } : 'take';
    const records = recorded((agentops) => {
      agentops.startSession({ name: 's' }).startTool('look').end();
    });
    await create().export(records);
    expect(pathsOf(receiver)).toEqual([
      'create_session',
      'create_events',
      'reauthorize_jwt',
      'create_events',
    ]);
    const renewal = receiver.received[2] as ReceivedRequest;
    expect(shapes[renewal.path]?.safeParse(json(renewal)).success).toBe(true);
    expect(renewal.headers).not.toHaveProperty('authorization');
    receiver.script = ({ path }) => (path === '/v2/create_events' ? { status: 401 } : 'take');
    await expect(create().export(records)).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining('check AGENTOPS_API_KEY'),
    });
  });

  it('of a session that another process began is asked for by its id', async () => {
    const { receiver, create } = await start();
    const records = recorded((agentops) => {
      agentops.startSession().startTool('look').end();
    });
    const ofEvents = records.filter(({ kind }) => kind === 'start' || kind === 'end');
    await create().export(ofEvents);
    expect(pathsOf(receiver)).toEqual(['reauthorize_jwt', 'create_events']);
    receiver.received.length = 0;
    receiver.script = ({ path }) => (path === '/v2/reauthorize_jwt' ? { status: 404 } : 'take');
    await create().export(ofEvents);
    expect(pathsOf(receiver)).toEqual(['reauthorize_jwt', 'create_session', 'create_events']);
  });

  it('that does not come is a failure', async () => {
    const receiver = await startReceiver({ ...v2Receiver, answer: () => ({ body: '<html>' }) });
    const exporter = new AgentOpsExporter({ endpoint: receiver.url, apiKey, protocol: 'v2' });
    const records = recorded((agentops) => void agentops.startSession());
    await expect(exporter.export(records)).rejects.toThrow('gave no token');
  });
});

describe('what is refused', () => {
  it('is told, and the rest goes on', async () => {
    const { receiver, create } = await start();
    const records = recorded((agentops) => {
      const session = agentops.startSession();
      for (const name of ['good', 'bad', 'fine']) session.startTool(name).end();
    });
    receiver.script = (_, ids) =>
      ids && String(receiver.received.at(-1)?.body).includes('"bad"') ? { status: 400 } : 'take';
    expect(await create().export(records)).toEqual({
      refused: 1,
      reason: expect.stringContaining('answered 400'),
    });
    expect(receiver.taken).toHaveLength(2);
  });

  it('because it is there already is no refusal', async () => {
    const { receiver, create } = await start();
    const records = recorded((agentops) => {
      const session = agentops.startSession();
      for (const name of ['there', 'new']) session.startTool(name).end();
    });
    receiver.script = ({ path, body }) =>
      path === '/v2/create_session' || String(body).includes('"there"') ? { status: 409 } : 'take';
    expect(await create().export(records)).toBeUndefined();
    expect(pathsOf(receiver).slice(0, 2)).toEqual(['create_session', 'reauthorize_jwt']);
    expect(receiver.taken).toHaveLength(1);
  });

  it('a whole session, with all of its events; others go on', async () => {
    const { receiver, create } = await start();
    const records = recorded((agentops) => {
      for (const name of ['bad', 'good']) {
        agentops
          .startSession({ tags: [name] })
          .startTool('look')
          .end();
      }
    });
    receiver.script = ({ body }) => (String(body).includes('"bad"') ? { status: 422 } : 'take');
    const exporter = create();
    expect(await exporter.export(records)).toMatchObject({ refused: 2 });
    expect(receiver.taken).toHaveLength(1);
  });
});

describe.each([
  ['an agent', '/v2/create_agent'],
  ['the tags of a session', '/v2/update_session'],
])('%s', (_, path) => {
  async function sending(status: number) {
    const { receiver, create } = await start();
    const told = { agent: { id: 'p', name: 'planner' }, tags: ['late'] };
    receiver.script = (request) => (request.path === path ? { status } : 'take');
    const { agentops } = recordingTo(create());
    const session = agentops.startSession();
    session.startTool('before').end();
    await agentops.flush();
    session.addTags(told.tags);
    session.startTool('one', { agent: told.agent }).end();
    let flushed = await agentops.flush();
    for (let tries = 0; tries < 10 && !flushed; tries++) flushed = await agentops.flush();
    session.startTool('two', { agent: told.agent }).end();
    await agentops.flush();
    const requests = pathsOf(receiver).filter((each) => path.endsWith(each));
    return { flushed, requests: requests.length, events: new Set(receiver.taken).size };
  }

  it.each([400, 409])(
    'that is refused with %i is told once, and the events go on',
    async (status) => {
      expect(await sending(status)).toEqual({ flushed: true, requests: 1, events: 3 });
    },
  );

  it('that is answered with 500 each time is given up, and the events go on', async () => {
    expect(await sending(500)).toMatchObject({ flushed: true, events: 3 });
  });
});

it('of a session whose end is refused, the events are not', async () => {
  const { receiver, create } = await start();
  const records = recorded((agentops) => {
    const session = agentops.startSession();
    session.startTool('look').end();
    session.end({ endState: 'Success' });
  });
  receiver.script = ({ path }) => (path === '/v2/update_session' ? { status: 422 } : 'take');
  expect(await create().export(records)).toMatchObject({ refused: 1 });
  expect(receiver.taken).toHaveLength(1);
});

describe('a process that is gone', () => {
  it('left open what is ended then, with what the destination had of it before', async () => {
    const { receiver, create } = await start();
    const records = recorded((agentops) => {
      agentops.startSession({ tags: ['t'] }).startTool('left', { arguments: { a: 1 } });
    });
    const exporter = create();
    exporter.recall(records);
    expect(receiver.received).toEqual([]);
    const gone = { writer: records[0]?.writer as string, reason: 'killed' };
    await exporter.export([], gone);
    expect(pathsOf(receiver)).toEqual(['reauthorize_jwt', 'create_events', 'update_session']);
    const [, events, over] = receiver.received.map(json);
    expect(events.events).toMatchObject([{ params: { a: 1 }, end_timestamp: null }]);
    expect(over.session).toMatchObject({
      end_state: 'Indeterminate',
      end_state_reason: 'killed',
      tags: ['t'],
      is_running: false,
    });
  });
});

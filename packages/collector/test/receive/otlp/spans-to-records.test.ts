import type { AgentOpsRecord } from '@agentops/core';
import { fold } from '@agentops/core';
import { mapSpan } from '@agentops/semconv';
import { createMemoryStore, type Store, StoreWriteError } from '@agentops/store';
import { beforeEach, describe, expect, test } from 'vitest';
import { derivedId } from '../../../src/receive/derived-records.ts';
import { decodeTracesJson } from '../../../src/receive/otlp/decode-json.ts';
import { importedSpans } from '../../../src/receive/otlp/imported-spans.ts';
import { SpanReceiver } from '../../../src/receive/otlp/span-receiver.ts';
import { SpanRecorder } from '../../../src/receive/otlp/spans-to-records.ts';
import { createFailingStore, type FailingStore } from './failing-store.ts';
import { jsonRequest, newSpanId, newTraceId, type SpanSketch } from './otlp-body.ts';
import { contentOf, eventNamed } from './receiving.ts';

const t0 = 1_700_000_000_000;
const traceId = newTraceId();
const [root, child, grandchild] = [newSpanId(), newSpanId(), newSpanId()] as [
  string,
  string,
  string,
];

function spansOf(...sketches: SpanSketch[]) {
  const spans = sketches.map((sketch) => ({ traceId, ...sketch }));
  return decodeTracesJson(Buffer.from(JSON.stringify(jsonRequest(spans)))).spans;
}

const rootSpan = { spanId: root, name: 'root', start: t0, end: t0 + 1000, statusCode: 1 };
const childSpan = {
  spanId: child,
  parentSpanId: root,
  name: 'child',
  start: t0 + 10,
  end: t0 + 500,
};
const named = (span: SpanSketch, id = 'chat-1') => ({ ...span, attributes: { 'session.id': id } });

function parse(ndjson: string): AgentOpsRecord[] {
  return ndjson
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Records of the requests, in order, and what they fold to. */
class Told {
  now = t0 + 5000;
  readonly recorder = new SpanRecorder({ mapSpan, now: () => this.now });
  readonly records: AgentOpsRecord[] = [];

  request(...sketches: SpanSketch[]): AgentOpsRecord[] {
    const records = parse(this.recorder.records(spansOf(...sketches)));
    this.records.push(...records);
    return records;
  }

  get folded() {
    const bySeq = new Map(this.records.map((record) => [`${record.writer}:${record.seq}`, record]));
    return fold(bySeq.values());
  }
}

const session = (id: string) => derivedId('session', id);
const ownSession = derivedId('trace', traceId);

let told: Told;
beforeEach(() => {
  told = new Told();
});

describe('which session', () => {
  test('the trace, where nobody names one', () => {
    told.request(rootSpan);
    expect(told.folded.events[0]).toMatchObject({ sessionId: ownSession, attribution: 'context' });
  });

  test('a UUID that the sender names is kept', () => {
    const id = '01890a5d-ac96-774b-bcce-b302099a8057';
    told.request(named(rootSpan, id));
    expect(told.folded.sessions.map((each) => each.id)).toEqual([id]);
    expect(told.folded.events[0]).toMatchObject({ sessionId: id, attribution: 'host-id' });
  });

  test('spans that name none go with those of their trace, whatever the order in a request', () => {
    told.request(childSpan, named({ spanId: grandchild, parentSpanId: child }), rootSpan);
    expect(new Set(told.folded.events.map(({ sessionId }) => sessionId))).toEqual(
      new Set([session('chat-1')]),
    );
    expect(told.folded.sessions).toHaveLength(1);
    expect(eventNamed({ sessions: [], events: told.folded.events }, 'root')).toMatchObject({
      attribution: 'context',
    });
  });

  test('a trace in two sessions: each span where it says', () => {
    told.request(named(childSpan, 'a'), named({ spanId: grandchild, name: 'other' }, 'b'));
    expect(told.folded.events.map(({ sessionId }) => sessionId).sort()).toEqual(
      [session('a'), session('b')].sort(),
    );
  });
});

describe('a session that is named late', () => {
  test('takes over what went to the trace, also an end', () => {
    told.request(childSpan);
    told.request({ ...rootSpan, attributes: { 'gen_ai.agent.name': 'Ann' } });
    told.request(named({ spanId: grandchild, parentSpanId: child, start: t0 + 20, end: t0 + 30 }));
    const { events, sessions } = told.folded;
    expect(events).toHaveLength(3);
    for (const event of events) expect(event.sessionId).toBe(session('chat-1'));
    const chat = sessions.find(({ id }) => id === session('chat-1'));
    expect(chat).toMatchObject({
      startTime: t0,
      endTime: t0 + 1000,
      endState: 'Success',
      agents: [{ name: 'Ann' }],
      hostEnv: { 'service.name': 'shop' },
      source: { adapter: 'by-hand', host: 'shop', hostVersion: '1.2.3' },
    });
    // It has no events left, so it is none.
    expect(sessions.find(({ id }) => id === ownSession)).toBeUndefined();
  });

  test('a span that is still open is not ended by being moved', () => {
    told.request({ ...childSpan, end: 0 });
    told.request(named({ ...rootSpan, end: 0 }));
    const moved = eventNamed({ sessions: [], events: told.folded.events }, 'child');
    expect(moved).toMatchObject({ sessionId: session('chat-1'), status: 'running' });
    const kinds = told.records.flatMap((each) =>
      'event' in each && each.event.id === moved.id ? each.kind : [],
    );
    expect(kinds).toEqual(['start', 'update']);
    told.request(childSpan);
    expect(eventNamed({ sessions: [], events: told.folded.events }, 'child')).toMatchObject({
      sessionId: session('chat-1'),
      status: 'ok',
      endTime: t0 + 500,
    });
  });

  test('takes over an end from a session that had been idle and went on', () => {
    told.request(childSpan);
    told.now += 60_000;
    told.records.push(...told.recorder.endIdle(60_000));
    told.request({ spanId: grandchild, parentSpanId: child });
    told.request(named(rootSpan));
    expect(told.folded.sessions.find(({ id }) => id === session('chat-1'))).toMatchObject({
      endState: 'Success',
      endTime: t0 + 1000,
    });
  });

  test('in a store: no event is left behind, totals follow', async () => {
    const store = createMemoryStore();
    const receiver = SpanReceiver.of(store);
    await receiver.receive(spansOf(childSpan, rootSpan));
    await store.project();
    await receiver.receive(spansOf(named({ spanId: grandchild, name: 'late' })));
    const { sessions } = await contentOf(store);
    expect(sessions.map(({ id }) => id)).toEqual([session('chat-1')]);
    expect(sessions.find(({ id }) => id === session('chat-1'))?.totals.events).toBe(3);
    receiver.close();
  });
});

describe('sent again', () => {
  test('the same: the same records, also by a receiver that remembers nothing', () => {
    const first = told.request(childSpan, rootSpan);
    const key = ({ writer, seq }: AgentOpsRecord) => `${writer}:${seq}`;
    const keys = new Set(first.map(key));
    expect(keys.size).toBe(first.length);
    for (const record of told.request(childSpan, rootSpan)) expect(keys).toContain(key(record));
    const other = new Told();
    for (const record of other.request(childSpan, rootSpan)) expect(keys).toContain(key(record));
  });

  test('from a file: the same as received', async () => {
    const body = Buffer.from(JSON.stringify(jsonRequest([{ ...childSpan, traceId }])));
    const store = createMemoryStore();
    const receiver = SpanReceiver.of(store);
    await receiver.receive(decodeTracesJson(body).spans);
    const imported = await store.append(importedSpans(body));
    expect(imported).toMatchObject({ accepted: 0, rejected: [] });
    receiver.close();
  });

  test('with more in it: the later one holds, in either order', () => {
    const partial = { ...childSpan, end: 0, attributes: { step: 1 } };
    const whole = { ...childSpan, attributes: { step: 2, result: 'yes' } };
    for (const order of [
      [partial, whole],
      [whole, partial],
    ]) {
      const each = new Told();
      for (const sketch of order) each.request(sketch);
      expect(each.folded.events).toMatchObject([
        { status: 'ok', endTime: t0 + 500, attributes: { step: 2, result: 'yes' } },
      ]);
    }
  });
});

describe('the end of a session', () => {
  test('by its root', () => {
    told.request(childSpan);
    expect(told.folded.sessions[0]).not.toHaveProperty('endState');
    told.request(rootSpan);
    expect(told.folded.sessions[0]).toMatchObject({
      startTime: t0,
      endTime: t0 + 1000,
      endState: 'Success',
    });
  });

  test('a root that had no error, and says nothing more', () => {
    told.request({ ...rootSpan, statusCode: 0 });
    expect(told.folded.sessions).toMatchObject([{ endTime: t0 + 1000, endState: 'Success' }]);
  });

  test('also where a child starts after its root ended, whichever comes first', () => {
    const late = { ...childSpan, start: t0 + 2000, end: t0 + 3000 };
    for (const order of [
      [late, rootSpan],
      [rootSpan, late],
    ]) {
      const each = new Told();
      for (const sketch of order) each.request(sketch);
      expect(each.folded.sessions).toMatchObject([{ endState: 'Success', endTime: t0 + 1000 }]);
    }
  });

  test('a session goes on with its next trace, and ends with that', () => {
    told.request(named(rootSpan));
    const next = {
      traceId: newTraceId(),
      spanId: newSpanId(),
      start: t0 + 9000,
      end: t0 + 9500,
      statusCode: 1,
    };
    told.request({ ...named(next), parentSpanId: root, spanId: newSpanId() });
    expect(told.folded.sessions[0]).not.toHaveProperty('endState');
    told.request(named({ ...next, end: t0 + 9900 }));
    expect(told.folded.sessions).toMatchObject([
      { startTime: t0, endTime: t0 + 9900, endState: 'Success' },
    ]);
  });

  test('by idleness, and a later span opens it again', () => {
    told.request(childSpan);
    told.now += 60_000;
    expect(told.recorder.endIdle(60_001)).toEqual([]);
    told.records.push(...told.recorder.endIdle(60_000));
    expect(told.recorder.endIdle(60_000)).toEqual([]);
    expect(told.folded.sessions).toMatchObject([
      {
        endTime: t0 + 500,
        endState: 'Indeterminate',
        endStateReason: 'its root span did not come, nor any other span for 60 s',
      },
    ]);
    told.request({ ...childSpan, spanId: grandchild, start: t0 + 100, end: t0 + 600 });
    expect(told.folded.sessions[0]).not.toHaveProperty('endState');
    told.request(rootSpan);
    expect(told.folded.sessions).toMatchObject([{ endTime: t0 + 1000, endState: 'Success' }]);
  });

  test('with a clock that goes backwards', () => {
    told.request(childSpan);
    told.now += 60_000;
    told.records.push(...told.recorder.endIdle(60_000));
    told.now -= 3_600_000;
    told.request({ ...childSpan, spanId: grandchild });
    expect(told.folded.sessions[0]).not.toHaveProperty('endState');
  });
});

describe('a store that can not write', () => {
  let failing: FailingStore;
  let store: Store;
  beforeEach(() => {
    failing = createFailingStore();
    ({ store } = failing);
  });

  test('is told everything with the next request', async () => {
    const receiver = SpanReceiver.of(store);
    failing.full = true;
    await expect(receiver.receive(spansOf(named(childSpan)))).rejects.toThrow(StoreWriteError);
    failing.full = false;
    await receiver.receive(spansOf(rootSpan));
    const { sessions } = await contentOf(store);
    expect(sessions).toMatchObject([
      { id: session('chat-1'), startTime: t0, hostEnv: { 'service.name': 'shop' } },
    ]);
    receiver.close();
  });

  test('moves what it could not move', async () => {
    const receiver = SpanReceiver.of(store);
    await receiver.receive(spansOf(childSpan));
    failing.full = true;
    await expect(receiver.receive(spansOf(named(rootSpan)))).rejects.toThrow(StoreWriteError);
    failing.full = false;
    await receiver.receive(spansOf(named(rootSpan)));
    const { events } = await contentOf(store);
    expect(events.map(({ sessionId }) => sessionId)).toEqual(Array(2).fill(session('chat-1')));
    receiver.close();
  });

  test('ends idle sessions later', async () => {
    let now = t0 + 5000;
    const receiver = SpanReceiver.of(store, { now: () => now, idleMs: 300_000 });
    await receiver.receive(spansOf(childSpan));
    now += 600_000;
    failing.full = true;
    await expect(receiver.closeIdle()).rejects.toThrow(StoreWriteError);
    failing.full = false;
    await receiver.closeIdle();
    expect((await contentOf(store)).sessions).toMatchObject([{ state: 'Indeterminate' }]);
    receiver.close();
  });
});

test('the timer ends idle sessions by itself', async () => {
  const store = createMemoryStore();
  const receiver = SpanReceiver.of(store, { idleMs: 50 });
  await receiver.receive(spansOf(childSpan));
  await expect.poll(async () => (await contentOf(store)).sessions[0]?.state).toBe('Indeterminate');
  receiver.close();
});

test('sessions that an earlier process left open end by idleness too', async () => {
  let now = t0 + 5000;
  const store = createMemoryStore();
  const earlier = SpanReceiver.of(store, { now: () => now });
  await earlier.receive(spansOf(childSpan));
  earlier.close();
  await store.project();
  const receiver = SpanReceiver.of(store, { now: () => now, idleMs: 60_000 });
  await receiver.closeIdle();
  expect((await contentOf(store)).sessions).toMatchObject([{ state: 'open' }]);
  now += 60_000;
  await receiver.closeIdle();
  expect((await contentOf(store)).sessions).toMatchObject([
    { state: 'Indeterminate', endTime: t0 + 500 },
  ]);
  receiver.close();
});

test('ids of the sender: a child that came before its parent finds it', () => {
  const recorder = new SpanRecorder({
    mapSpan: (span) => {
      const mapped = mapSpan(span);
      return { ...mapped, event: { ...mapped.event, id: `own-${span.name}` } };
    },
  });
  const records = [childSpan, rootSpan].flatMap((span) => parse(recorder.records(spansOf(span))));
  const { events } = fold(records);
  expect(events).toMatchObject([
    { id: 'own-root' },
    { id: 'own-child', parentId: 'own-root', status: 'ok', name: 'child' },
  ]);
  expect(
    fold(parse(recorder.records(spansOf({ ...childSpan, name: 'second', spanId: grandchild }))))
      .events,
  ).toMatchObject([{ parentId: 'own-root' }]);
});

test('a service without a name: the convention, and no version', () => {
  const spans = (resource: Record<string, unknown>) =>
    decodeTracesJson(
      Buffer.from(
        JSON.stringify(jsonRequest([{ attributes: { 'ai.operationId': 'x' } }], resource)),
      ),
    ).spans;
  for (const resource of [{}, { 'service.name': 'unknown_service:node', 'service.version': '3' }]) {
    const [event] = fold(parse(told.recorder.records(spans(resource)))).events;
    expect(event?.source).toEqual({ adapter: 'by-hand', host: 'vercel-ai', hostVersion: null });
  }
});

test('what our mapping fails on is kept, and said', () => {
  const recorder = new SpanRecorder({
    mapSpan: () => {
      throw new TypeError('a bug');
    },
  });
  const { events } = fold(parse(recorder.records(spansOf({ ...childSpan, attributes: { a: 1 } }))));
  expect(events).toHaveLength(2);
  const action = events.find(({ type }) => type === 'action');
  expect(action).toMatchObject({ name: 'child', attributes: { a: 1 } });
  expect(events.find(({ type }) => type === 'error')).toMatchObject({
    name: 'agentops.tracking',
    message: 'This span could not be mapped: TypeError: a bug',
    triggerEventId: action?.id,
  });
});

test('the memory of traces is bounded', () => {
  const bounded = new SpanRecorder({ mapSpan, maxTraces: 2 });
  const [first, second, third] = [newTraceId(), newTraceId(), newTraceId()];
  for (const id of [first, second, first, third])
    bounded.records(spansOf({ ...childSpan, traceId: id }));
  // The trace that no span came of for longest is forgotten, so that its event stays where it was.
  const moves = (id: string | undefined) =>
    parse(bounded.records(spansOf({ ...named(rootSpan), traceId: id as string }))).filter(
      (record) => record.kind === 'end' && record.event.type === undefined,
    );
  expect(moves(first)).toHaveLength(1);
  expect(moves(second)).toHaveLength(0);
});

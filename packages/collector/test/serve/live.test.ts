import { connect } from 'node:net';
import { createMemoryStore, type StoreChange } from '@agentops/store';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LiveHub, type LiveOptions } from '../../src/serve/live/live-hub.ts';
import { collector, listening } from './collector.ts';

interface Told {
  event: string;
  data: { ids?: string[] };
}

/** Reads a stream of server-sent events as a browser does. */
async function listen(url: string, headers: Record<string, string> = {}) {
  const breaking = new AbortController();
  const answer = await fetch(url, { headers, signal: breaking.signal });
  const told: Told[] = [];
  let text = '';
  const reading = (async () => {
    for await (const piece of answer.body ?? []) {
      text += Buffer.from(piece).toString();
      const blocks = text.split('\n\n');
      told.length = 0;
      for (const block of blocks.slice(0, -1)) {
        const event = /^event: (.*)$/m.exec(block)?.[1];
        if (event) told.push({ event, data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? '') });
      }
    }
  })().catch(() => {});
  const leave = async () => {
    breaking.abort();
    await reading;
  };
  onTestFinished(leave);
  return { answer, told, leave, text: () => text };
}

const start = (session: string, seq = 0) =>
  `${JSON.stringify({ v: 1, writer: session, seq, time: seq, kind: 'session', phase: 'update', session: { id: session } })}\n`;

describe('GET /api/v1/live', () => {
  async function live(options: LiveOptions = {}) {
    const served = collector({ live: { coalesceMs: 20, ...options } });
    const { url } = await listening(served);
    const clients = async () => {
      const text = await (await served.ask('/metrics')).text();
      return Number(/^agentops_live_clients (\d+)$/m.exec(text)?.[1]);
    };
    return { ...served, url: `${url}/api/v1/live`, clients };
  }

  it('tells which sessions changed', async () => {
    const { url, store } = await live();
    const { answer, told } = await listen(url);
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    await store.append(start('one') + start('two'));
    await expect.poll(() => told.flatMap(({ data }) => data.ids)).toEqual(['one', 'two']);
    await store.append(start('one', 1));
    await expect.poll(() => told.at(-1)).toEqual({ event: 'sessions', data: { ids: ['one'] } });
  });

  it('tells of one session alone where that is wanted', async () => {
    const { url, store } = await live();
    const { told } = await listen(`${url}?session=two`);
    await store.append(start('one'));
    await store.append(start('two'));
    await expect.poll(() => told).toEqual([{ event: 'sessions', data: { ids: ['two'] } }]);
  });

  it('tells a reader that comes back to ask anew', async () => {
    const { url } = await live();
    const { told } = await listen(url, { 'last-event-id': '17' });
    await expect.poll(() => told).toEqual([{ event: 'resync', data: {} }]);
  });

  it('gives signs of life', async () => {
    const { url } = await live({ heartbeatMs: 20 });
    const { text } = await listen(url);
    await expect.poll(text).toMatch(/(?:: still here\n\n){2}/);
  });

  it('forgets a reader that goes, and takes no more than it can', async () => {
    const { url, clients } = await live({ maxClients: 2 });
    const first = await listen(url);
    await listen(url);
    const refused = await listen(url);
    expect(refused.answer.status).toBe(429);
    expect(refused.answer.headers.get('retry-after')).toBe('30');
    expect(await clients()).toBe(2);
    await first.leave();
    await expect.poll(clients).toBe(1);
    expect((await listen(url)).answer.status).toBe(200);
  });

  it('lets a reader go that reads no more', async () => {
    const { url, clients, store } = await live({ heartbeatMs: 20, stuckMs: 50 });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {});
    socket.write('GET /api/v1/live HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
    await expect.poll(clients).toBe(1);
    socket.pause();
    // More than sockets hold.
    let seq = 0;
    const busy = setInterval(() => {
      let lines = '';
      for (let n = 0; n < 900; n++) lines += start(`${'x'.repeat(400)}${n}`, seq);
      seq++;
      store.append(lines).catch(() => {});
    }, 10);
    onTestFinished(() => clearInterval(busy));
    await expect.poll(clients).toBe(0);
  });
});

describe('a reader that is slow', () => {
  /** A hub over a store of which the test says what changes. */
  function hub() {
    let change: (change: StoreChange) => void = () => {};
    const store = createMemoryStore();
    store.onChange = (listener) => {
      change = listener;
      return () => {};
    };
    const made = new LiveHub(store, { coalesceMs: 5 });
    onTestFinished(() => made.close());
    const client = made.join({ isBack: false, drop: () => {} });
    const reader = client?.stream.getReader();
    if (!reader) throw new Error('not let in');
    const read = async () => new TextDecoder().decode((await reader.read()).value);
    return { changed: (...sessionIds: string[]) => change({ sessionIds }), read };
  }

  it('is told everything at once, and each session once', async () => {
    const { changed, read } = hub();
    for (let n = 0; n < 100; n++) changed(`s${n % 3}`);
    expect(await read()).toContain('retry');
    expect(await read()).toBe('id: 1\nevent: sessions\ndata: {"ids":["s0","s1","s2"]}\n\n');
  });

  it('is told to ask anew where it is too much', async () => {
    const { changed, read } = hub();
    for (let n = 0; n < 100_000; n++) changed(`s${n}`);
    await read();
    expect(await read()).toBe('id: 1\nevent: resync\ndata: {}\n\n');
    changed('later');
    expect(await read()).toContain('["later"]');
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AgentOpsRecord } from '../../src/events/record.ts';
import { readCursorFile } from '../../src/export/cursor-file.ts';
import type { Exporter } from '../../src/export/exporter.ts';
import { InMemoryExporter } from '../../src/export/in-memory-exporter.ts';
import { pathsOf } from '../../src/pipeline/data-directory.ts';
import type { Session } from '../../src/session/session.ts';
import { withSessions } from '../recording.ts';

/** A destination that answers as it is told, and remembers what came. */
class Destination implements Exporter {
  readonly batches: AgentOpsRecord[][] = [];
  answer: (batch: number) => void | Promise<void> = () => {};
  constructor(readonly name = 'test') {}
  export(records: readonly AgentOpsRecord[]): void | Promise<void> {
    this.batches.push([...records]);
    return this.answer(this.batches.length);
  }
  /** Sequence numbers, batch by batch. */
  get seqs(): number[][] {
    return this.batches.map((batch) => batch.map(({ seq }) => seq));
  }
}

function delivering(...exporters: Exporter[]) {
  const setup = withSessions(1, { exporters });
  return { ...setup, session: setup.sessions[0] as Session };
}

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a destination that fails', () => {
  it('gets the same records again, in order, and those that came meanwhile', async () => {
    const destination = new Destination();
    const { agentops, session, recording } = delivering(destination);
    destination.answer = () => {
      throw new Error('down');
    };
    session.startTool('one').end();
    expect(await agentops.flush()).toBe(false);
    session.startTool('two').end();
    destination.answer = () => {};
    expect(await agentops.flush()).toBe(true);
    const [first, second] = destination.seqs as [number[], number[]];
    expect(second.slice(0, first.length)).toEqual(first);
    const { records } = recording.read();
    expect(second).toEqual(records.map(({ seq }) => seq));
    expect(recording.diagnostics).toMatchObject([
      {
        level: 'warn',
        code: 'export-failed',
        message: expect.stringContaining('"test" failed: down'),
      },
    ]);
  });

  it('is asked again by itself, after a while, and then later and later', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    // The longest that chance makes it.
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const destination = new Destination();
    destination.answer = () => Promise.reject(new Error('down'));
    const { agentops } = delivering(destination);
    await agentops.flush();
    expect(destination.batches).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(destination.batches).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(999);
    expect(destination.batches).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(destination.batches).toHaveLength(3);
    destination.answer = () => {};
    await vi.advanceTimersByTimeAsync(2000);
    expect(destination.batches).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(destination.batches).toHaveLength(4);
  });

  it('does not hold up another one', async () => {
    const failing = new Destination('failing');
    failing.answer = () => Promise.reject(new Error('down'));
    const good = new InMemoryExporter();
    const { agentops, recording } = delivering(failing, good);
    expect(await agentops.flush()).toBe(false);
    expect(good.records.length).toBeGreaterThan(0);
    expect(good.records.length).toBeLessThanOrEqual(recording.read().records.length);
  });

  it.each<[string, () => void | Promise<void>]>([
    [
      'throws at once',
      () => {
        throw new Error('x');
      },
    ],
    ['rejects', () => Promise.reject(new Error('x'))],
    ['rejects with what can not be read', () => Promise.reject(Object.create(null))],
    ['never answers', () => new Promise(() => {})],
  ])('and %s is not noticed by the host', async (_, answer) => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const destination = new Destination();
    destination.answer = answer;
    const { agentops, session, recording } = delivering(destination);
    session.startTool('t').end();
    expect(await agentops.flush({ timeoutMs: 20 })).toBe(false);
    session.startTool('u').end();
    session.end({ endState: 'Success' });
    agentops.shutdown();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(recording.read().events.map(({ status }) => status)).toEqual(['ok', 'ok']);
  });

  it('in its shutdown is not noticed by the host either', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const destination = Object.assign(new Destination(), {
      shutdown() {
        throw new Error('in shutdown');
      },
    });
    const { agentops, recording } = delivering(destination);
    await agentops.flush();
    agentops.shutdown();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(recording.diagnostics).toMatchObject([
      { code: 'export-failed', message: expect.stringContaining('in shutdown') },
    ]);
  });
});

it('a destination that asked to be left alone is, also by flush', async () => {
  const destination = new Destination();
  const { agentops, session } = delivering(destination);
  destination.answer = () => {
    throw Object.assign(new Error('too much'), { retryAfterMs: 3600_000 });
  };
  session.startTool('one').end();
  for (let n = 0; n < 5; n++) expect(await agentops.flush()).toBe(false);
  expect(destination.batches).toHaveLength(1);
});

it('a flush that has the time waits for as long as the destination asked for', async () => {
  const destination = new Destination();
  const { agentops, session } = delivering(destination);
  destination.answer = () => {
    destination.answer = () => {};
    throw Object.assign(new Error('too much'), { retryAfterMs: 200 });
  };
  session.startTool('one').end();
  expect(await agentops.flush()).toBe(false);
  expect(await agentops.flush({ timeoutMs: 60_000 })).toBe(true);
  expect(destination.batches).toHaveLength(2);
});

describe('a destination that is slow', () => {
  it('gets what came meanwhile in the next batch, in order, and one batch at a time', async () => {
    const destination = new Destination();
    let acknowledge = () => {};
    let open = 0;
    destination.answer = async () => {
      expect(++open).toBe(1);
      await new Promise<void>((resolve) => {
        acknowledge = resolve;
      });
      open--;
    };
    const { agentops, session, recording } = delivering(destination);
    const flushed = agentops.flush();
    await expect.poll(() => destination.batches.length).toBe(1);
    for (let index = 0; index < 100; index++) session.startTool('t').end();
    expect(destination.batches).toHaveLength(1);
    acknowledge();
    await expect.poll(() => destination.batches.length).toBe(2);
    acknowledge();
    expect(await flushed).toBe(true);
    expect(destination.seqs.flat()).toEqual(recording.read().records.map(({ seq }) => seq));
  });

  it('makes flush resolve to false when its time is over, and the host goes on', async () => {
    const destination = new Destination();
    destination.answer = () => new Promise(() => {});
    const { agentops } = delivering(destination);
    expect(await agentops.flush({ timeoutMs: 5 })).toBe(false);
  });
});

describe('a destination that takes few records at once', () => {
  it('gets no more, and has them acknowledged one batch after the other', async () => {
    const destination = Object.assign(new Destination(), { maxRecords: 3 });
    const { agentops, session, recording } = delivering(destination);
    await agentops.flush();
    const offsets: number[] = [];
    const { cursors } = pathsOf(recording.directory);
    destination.batches.length = 0;
    destination.answer = () => {
      const [name] = readdirSync(cursors) as [string];
      offsets.push(readCursorFile(join(cursors, name))?.offset as number);
    };
    for (let index = 0; index < 5; index++) session.startTool('t').end();
    expect(await agentops.flush()).toBe(true);
    expect(destination.batches.map(({ length }) => length)).toEqual([3, 3, 3, 1]);
    const { records } = recording.read();
    expect(destination.seqs.flat()).toEqual(records.slice(-10).map(({ seq }) => seq));
    expect(new Set(offsets).size).toBe(4);
  });

  it.each([0, -1])('gets one where it asks for %d', async (maxRecords) => {
    const destination = Object.assign(new Destination(), { maxRecords });
    const { agentops, session } = delivering(destination);
    session.startTool('t').end();
    expect(await agentops.flush()).toBe(true);
    expect(new Set(destination.batches.map(({ length }) => length))).toEqual(new Set([1]));
  });
});

describe('the cursor', () => {
  it('is kept in a file of the destination, as far as it has acknowledged', async () => {
    const destination = new Destination('https://example.com/ingest');
    const { agentops, session, recording } = delivering(destination);
    await agentops.flush();
    const { cursors, spool } = pathsOf(recording.directory);
    const file = () => {
      const names = readdirSync(cursors);
      const [name, ...more] = names.filter((each) => each.endsWith('.json'));
      expect(more).toEqual([]);
      expect(name).toBe(`https%3A%2F%2Fexample.com%2Fingest.${segment.split('.')[0]}.json`);
      return readCursorFile(join(cursors, name as string));
    };
    const [segment] = readdirSync(spool) as [string];
    const size = () => readFileSync(join(spool, segment)).length;
    const acknowledged = size();
    const cursor = { captureContent: true, segment: 0 };
    expect(file()).toMatchObject({ ...cursor, offset: acknowledged });
    destination.answer = () => {
      throw new Error('down');
    };
    session.startTool('t').end();
    await agentops.flush();
    expect(file()).toMatchObject({ ...cursor, offset: acknowledged });
    const [failure = ''] = readdirSync(cursors).filter((name) => name.endsWith('.failure'));
    expect(readCursorFile(join(cursors, failure))).toMatchObject({ reason: 'down' });
    destination.answer = () => {};
    await agentops.flush();
    expect(file()).toMatchObject({ ...cursor, offset: size() });
  });
});

describe('flush', () => {
  it('resolves to true without any destination, and before init', async () => {
    const { agentops } = withSessions(1);
    expect(await agentops.flush()).toBe(true);
    agentops.shutdown();
    expect(await agentops.flush()).toBe(true);
  });
});

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { destinationStates } from '../../src/destination-states.ts';
import { drainSpool } from '../../src/drain.ts';
import type { AgentOpsRecord } from '../../src/events/record.ts';
import type { Exporter } from '../../src/export/exporter.ts';
import { pathsOf } from '../../src/pipeline/data-directory.ts';
import { printed, startChild } from '../child.ts';
import { Recording } from '../recording.ts';

/** Takes what comes, or fails. */
class Destination implements Exporter {
  readonly records: AgentOpsRecord[] = [];
  isAway = false;
  /** Fails for what this writer wrote. */
  refuses: string | undefined;
  constructor(
    readonly name = 'there',
    readonly captureContent: NonNullable<Exporter['captureContent']> = true,
  ) {}
  async export(records: readonly AgentOpsRecord[]): Promise<void> {
    const isRefused = records.some(({ writer }) => writer === this.refuses);
    if (this.isAway || isRefused) throw new Error('away');
    this.records.push(...records);
  }
  of(writer: string): AgentOpsRecord[] {
    return this.records.filter((record) => record.writer === writer);
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const away = (policy?: Exporter['captureContent']) =>
  Object.assign(new Destination('there', policy), { isAway: true });

/** A recorder that has ended, and left what it recorded to a destination that was away. */
async function leaveBehind(directory: string, exporter: Exporter = away()): Promise<string> {
  const recording = new Recording(directory);
  const session = recording.agentops.init({ ...recording.options, exporters: [exporter] });
  session?.startTool('left', { arguments: 'c4n4ry' }).end();
  await recording.agentops.flush();
  const writer = recording.read().records.at(-1)?.writer as string;
  recording.agentops.shutdown();
  return writer;
}

function start(directory: string, ...exporters: Exporter[]) {
  const recording = new Recording(directory);
  recording.agentops.init({ ...recording.options, exporters });
  return recording;
}

/** Long enough for it to look around, and to send a batch or two. */
async function later(ms = 65_000): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    await vi.advanceTimersByTimeAsync(500);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const written = (recording: Recording, writer: string) =>
  recording.read().records.filter((record) => record.writer === writer);
const claimsIn = (directory: string) =>
  readdirSync(pathsOf(directory).cursors).filter((name) => name.includes('.claim.'));

describe('what a writer that is gone left', () => {
  it('goes to its destination from a process that has it too, once', async () => {
    const directory = tempDir();
    const writer = await leaveBehind(directory);
    const destination = new Destination();
    const recording = start(directory, destination);
    await later();
    expect(destination.of(writer)).toEqual(written(recording, writer));
    expect(claimsIn(directory)).toEqual([]);
    const next = new Destination();
    start(directory, next);
    await later();
    expect(next.of(writer)).toEqual([]);
  });

  it('goes on from where the destination had come', async () => {
    const directory = tempDir();
    const destination = new Destination();
    const writer = await leaveBehind(directory, destination);
    const had = destination.records.length;
    const next = new Destination();
    const recording = start(directory, next);
    await later();
    expect(next.of(writer)).toEqual(written(recording, writer).slice(had));
    expect(next.of(writer).map(({ kind }) => kind)).toEqual(['session', 'close']);
  });

  it('goes nowhere else', async () => {
    const directory = tempDir();
    const writer = await leaveBehind(directory);
    const elsewhere = new Destination('elsewhere');
    start(directory, elsewhere);
    await later();
    expect(elsewhere.of(writer)).toEqual([]);
  });

  it('waits while the destination is away, and stays with the one that claimed it', async () => {
    const directory = tempDir();
    const writer = await leaveBehind(directory);
    const first = new Destination();
    first.refuses = writer;
    const recording = start(directory, first);
    await later();
    expect(claimsIn(directory)).toHaveLength(1);
    const second = new Destination();
    start(directory, second);
    await later();
    expect(second.of(writer)).toEqual([]);
    first.refuses = undefined;
    await later();
    expect(first.of(writer)).toEqual(written(recording, writer));
  });

  it('is given up by a process that ends before it has sent it', async () => {
    const directory = tempDir();
    const writer = await leaveBehind(directory);
    const first = new Destination();
    first.refuses = writer;
    const recording = start(directory, first);
    await later();
    expect(claimsIn(directory)).toHaveLength(1);
    recording.agentops.shutdown();
    expect(claimsIn(directory)).toEqual([]);
    const second = new Destination();
    start(directory, second);
    await later();
    expect(second.of(writer)).toEqual(written(recording, writer));
  });

  it.each<[string, Exporter['captureContent'], Exporter['captureContent'], boolean]>([
    ['all', true, true, true],
    ['none', false, true, false],
    ['all, but this process sends none', true, false, false],
    ['what a function said, which is not here', () => true, true, false],
    ['what a function said, and there is one here', () => true, () => true, true],
  ])('has the content that its own policy allows: %s', async (_, theirs, mine, has) => {
    const directory = tempDir();
    const writer = await leaveBehind(directory, away(theirs));
    const destination = new Destination('there', mine);
    start(directory, destination);
    await later();
    const text = JSON.stringify(destination.of(writer));
    expect(text).toContain('"left"');
    expect(text.includes('c4n4ry')).toBe(has);
  });

  it('without content where AGENTOPS_CAPTURE_CONTENT is false now', async () => {
    const directory = tempDir();
    const writer = await leaveBehind(directory);
    vi.stubEnv('AGENTOPS_CAPTURE_CONTENT', 'false');
    const destination = new Destination();
    start(directory, destination);
    vi.unstubAllEnvs();
    await later();
    expect(destination.of(writer)).not.toEqual([]);
    expect(JSON.stringify(destination.records)).not.toContain('c4n4ry');
  });

  it('of a long text is that text, not the name of a file here', async () => {
    const directory = tempDir();
    const recording = new Recording(directory);
    const session = recording.agentops.init({ ...recording.options, exporters: [away()] });
    const long = 'x'.repeat(400_000);
    session?.startTool('long', { arguments: long }).end();
    recording.agentops.shutdown();
    const destination = new Destination();
    start(directory, destination);
    await later();
    expect(JSON.stringify(destination.records)).toContain(long);
  });
});

describe('a process that is killed', () => {
  it('leaves all to the next one; while it runs, it keeps it', async () => {
    const directory = tempDir();
    const child = startChild('left-behind.mjs', { env: { AGENTOPS_DIR: directory } });
    await printed(child, 'ready');
    const early = new Destination();
    const recording = start(directory, early);
    await later();
    const writer = recording.read().event('left by child').id;
    expect(JSON.stringify(early.records)).not.toContain(writer);
    child.child.kill('SIGKILL');
    await child.ended;
    await later();
    expect(JSON.stringify(early.records)).toContain(writer);
    expect(JSON.stringify(early.records)).toContain('by a grandchild without exporters');
  });
});

/** The destination `there`, spoken to in this way. */
const speaking = (protocol: string, isAway = false) =>
  Object.assign(new Destination(), { protocol, isAway });

describe('a destination that can be spoken to in several ways', () => {
  it('gets the rest in the way in which it was begun', async () => {
    const directory = tempDir();
    const begun = speaking('v2');
    const writer = await leaveBehind(directory, begun);
    const had = begun.records.length;
    const other = speaking('v4');
    const recording = start(directory, other);
    await later();
    expect(other.of(writer)).toEqual([]);
    expect(destinationStates(directory)).toMatchObject([
      {
        destination: 'there',
        protocol: 'v2',
        pendingWriters: 1,
        abandonedSince: expect.any(Number),
      },
      { destination: 'there', protocol: 'v4', abandonedSince: null },
    ]);
    const same = speaking('v2');
    start(directory, same);
    await later();
    expect(same.of(writer)).toEqual(written(recording, writer).slice(had));
  });

  it('is drained in it too, unless told otherwise, and then too goes on where it had come', async () => {
    const directory = tempDir();
    const begun = speaking('v2');
    const writer = await leaveBehind(directory, begun);
    const had = begun.records.length;
    const other = speaking('v4');
    const drain = (exporter: Exporter, anyProtocol = false) =>
      drainSpool({ directory, exporter, anyProtocol });
    expect(await drain(other)).toMatchObject({ writers: [], sentRecords: 0 });
    const { writers } = await drain(other, true);
    expect(writers).toMatchObject([{ writer, protocol: 'v4', unsentBytes: 0 }]);
    const all = written(new Recording(directory), writer);
    expect(other.of(writer)).toEqual(all.slice(had));
    // It is not begun in both now.
    expect(await drain(speaking('v2'), true)).toMatchObject({ writers: [], sentRecords: 0 });
    expect(destinationStates(directory)).toMatchObject([{ protocol: 'v4', pendingBytes: 0 }]);
  });

  it('gets in it what a child left that was not configured itself', async () => {
    const directory = tempDir();
    const child = startChild('left-behind.mjs', { env: { AGENTOPS_DIR: directory } });
    await printed(child, 'ready');
    child.child.kill('SIGKILL');
    await child.ended;
    const other = speaking('v4');
    await drainSpool({ directory, exporter: other });
    expect(other.records).toEqual([]);
  });
});

describe('a cursor that is damaged', () => {
  it('lets all come again, to the same destination in the same protocol, without content', async () => {
    const directory = tempDir();
    const writer = await leaveBehind(directory, speaking('v2'));
    const { cursors } = pathsOf(directory);
    for (const name of readdirSync(cursors)) writeFileSync(join(cursors, name), 'x'.repeat(8192));
    const [other, same] = [speaking('v4'), speaking('v2')];
    const recording = start(directory, other, new Destination('elsewhere'));
    await drainSpool({ directory, exporter: other });
    expect(other.of(writer)).toEqual([]);
    start(directory, same);
    await later();
    expect(same.of(writer).map(({ seq }) => seq)).toEqual(
      written(recording, writer).map(({ seq }) => seq),
    );
    expect(JSON.stringify(same.records)).not.toContain('c4n4ry');
  });
});

describe('destinations that end with the process', () => {
  it('take nothing of others, and leave nothing to them', async () => {
    const directory = tempDir();
    const exporter = Object.assign(away(), { takesLeftOvers: false });
    const writer = await leaveBehind(directory, exporter);
    expect(readdirSync(pathsOf(directory).cursors)).toEqual([]);
    const next = Object.assign(new Destination(), { takesLeftOvers: false });
    start(directory, next);
    await later();
    expect(next.of(writer)).toEqual([]);
  });
});

describe('two destinations of one name', () => {
  it('are told apart by nothing, so the second is left out and named', () => {
    const recording = start(tempDir(), new Destination('a'), new Destination('a'));
    expect(recording.diagnostics).toMatchObject([
      { code: 'destination-named-twice', message: expect.stringContaining('"a"') },
    ]);
  });
});

describe('AGENTOPS_ENDPOINT without an exporter', () => {
  it('is said once, with what to install and what to write', () => {
    vi.stubEnv('AGENTOPS_ENDPOINT', 'http://127.0.0.1:1');
    const recording = start(tempDir());
    vi.unstubAllEnvs();
    expect(recording.diagnostics).toMatchObject([
      {
        code: 'endpoint-without-exporter',
        message: expect.stringMatching(
          /npm install @agentops\/exporter-http.*new HttpExporter\(\)/,
        ),
      },
    ]);
  });

  it('is not said where there is one', () => {
    vi.stubEnv('AGENTOPS_ENDPOINT', 'http://127.0.0.1:1');
    const recording = start(join(tempDir(), 'x'), new Destination());
    vi.unstubAllEnvs();
    expect(recording.codes).toEqual([]);
  });
});

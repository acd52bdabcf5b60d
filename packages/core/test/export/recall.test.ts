import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { destinationStates } from '../../src/destination-states.ts';
import { drainSpool } from '../../src/drain.ts';
import type { AgentOpsRecord } from '../../src/events/record.ts';
import type { Exporter, Refusal, WriterGone } from '../../src/export/exporter.ts';
import { Recording } from '../recording.ts';

/** Takes everything, and remembers how it came. */
class Destination implements Exporter {
  readonly name = 'there';
  readonly recalled: AgentOpsRecord[] = [];
  readonly records: AgentOpsRecord[] = [];
  readonly gone: WriterGone[] = [];
  isAway = false;
  refusal: Refusal | undefined;
  export(records: readonly AgentOpsRecord[], gone?: WriterGone): Refusal | undefined {
    if (this.isAway) throw new Error('away');
    this.records.push(...records);
    if (gone) this.gone.push(gone);
    const { refusal } = this;
    this.refusal = undefined;
    return refusal;
  }
  recall(records: readonly AgentOpsRecord[]): void {
    this.recalled.push(...records);
  }
}

/** A recorder that has ended, most of whose records were acknowledged. */
async function leaveBehind(directory: string) {
  const first = new Destination();
  const recording = new Recording(directory);
  const session = recording.agentops.init({ ...recording.options, exporters: [first] });
  session?.startTool('open');
  await recording.agentops.flush();
  const acknowledged = first.records.length;
  recording.agentops.shutdown();
  return { recording, first, acknowledged };
}

describe('what a destination has had of a writer that is gone', () => {
  it('is recalled before the rest comes, and the end is told once', async () => {
    const directory = tempDir();
    const { recording, first, acknowledged } = await leaveBehind(directory);
    expect(first.recalled).toEqual([]);
    expect(first.gone).toEqual([]);
    const all = recording.read().records;
    const next = new Destination();
    const report = await drainSpool({ directory, exporter: next });
    expect(next.recalled).toEqual(all.slice(0, acknowledged));
    expect(next.records).toEqual(all.slice(acknowledged));
    expect(next.gone).toMatchObject([{ writer: all[0]?.writer }]);
    expect(report.sentRecords).toBe(all.length - acknowledged);

    const last = new Destination();
    await drainSpool({ directory, exporter: last });
    expect([last.records, last.recalled, last.gone]).toEqual([[], [], []]);
  });

  it('comes again, the end too, while the destination is away', async () => {
    const directory = tempDir();
    const { recording, acknowledged } = await leaveBehind(directory);
    const away = Object.assign(new Destination(), { isAway: true });
    await drainSpool({ directory, exporter: away, patienceMs: 0 });
    const next = new Destination();
    await drainSpool({ directory, exporter: next });
    expect(next.records).toEqual(recording.read().records.slice(acknowledged));
    expect(next.gone).toHaveLength(1);
  });
});

describe('destinationStates', () => {
  it('says what is sent, pending and refused', async () => {
    const directory = tempDir();
    expect(destinationStates(directory)).toEqual([]);
    const destination = new Destination();
    const recording = new Recording(directory);
    const session = recording.agentops.init({ ...recording.options, exporters: [destination] });
    destination.refusal = { refused: 2, reason: 'too odd' };
    session?.startTool('one').end();
    await recording.agentops.flush();
    session?.startTool('two').end();
    await recording.agentops.flush();
    const state = () => destinationStates(directory)[0];
    expect(state()).toMatchObject({
      destination: 'there',
      sentRecords: destination.records.length,
      refused: 2,
      refusal: 'too odd',
      pendingBytes: 0,
      pendingWriters: 0,
      lostBytes: 0,
    });
    expect(state()?.lastSentTime).toBeGreaterThan(Date.now() - 60_000);
    expect(recording.diagnostics).toMatchObject([
      { code: 'export-refused', message: expect.stringContaining('refused 2') },
    ]);
    destination.isAway = true;
    session?.startTool('three').end();
    await recording.agentops.flush();
    expect(state()).toMatchObject({ pendingWriters: 1, abandonedSince: null });
    expect(state()?.pendingBytes).toBeGreaterThan(100);
  });

  it('says since when something waits that no running process will send', async () => {
    const directory = tempDir();
    await leaveBehind(directory);
    const before = Date.now();
    const [state] = destinationStates(directory);
    expect(state).toMatchObject({ pendingWriters: 1 });
    expect(state?.abandonedSince).toBeGreaterThan(before - 60_000);
    const next = new Destination();
    next.isAway = true;
    const recording = new Recording(directory);
    recording.agentops.init({ ...recording.options, exporters: [next] });
    expect(destinationStates(directory)).toMatchObject([{ abandonedSince: null }]);
    recording.agentops.shutdown();
  });
});

describe('drainSpool', () => {
  it('tells what was refused, of whom, and why', async () => {
    const directory = tempDir();
    await leaveBehind(directory);
    const refusal = { refused: 3, reason: 'too odd' };
    const exporter = Object.assign(new Destination(), { refusal });
    expect(await drainSpool({ directory, exporter })).toMatchObject({
      refused: 3,
      unsentBytes: 0,
      writers: [{ refused: 3, refusal: 'too odd', unsentBytes: 0 }],
    });
  });
});

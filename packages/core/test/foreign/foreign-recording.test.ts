import { appendFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { AdapterRecorder } from '../../src/adapter/adapter-recorder.ts';
import { fold } from '../../src/events/fold.ts';
import type { AgentOpsRecord } from '../../src/events/record.ts';
import { Claim, identifyWriter } from '../../src/foreign.ts';
import { type ForeignLine, ForeignRecording } from '../../src/foreign-recording.ts';
import { processStartTime } from '../../src/pipeline/writer-identity.ts';
import { readSpool, writerStateHere } from '../../src/platform/node/spool.ts';

const source = { adapter: 'test-adapter', host: 'test', hostVersion: null };
const here = identifyWriter();
/** A process that is gone. */
const gone = { ...here, pid: 2 ** 22 + 1, processStartTime: '1' };

let directory: string;
beforeEach(() => {
  directory = tempDir();
});

type Step = (recording: ForeignRecording, recorder: AdapterRecorder) => void;

/** What a mapper does with five lines: a session, an LLM call that streams, a tool call that fails, and the end. */
const steps: Step[] = [
  (_, recorder) => recorder.hostSession('host-1', { name: 'one' }),
  (_, recorder) => {
    const origin = recorder.locate(recorder.hostSession('host-1'));
    if (!origin) throw new Error('switched off');
    const event = recorder.start(origin, { type: 'llm' }, {}, () => ({
      requestModel: 'm',
      inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'q'.repeat(40_000) }] }],
    }));
    open.set(recorder, event);
  },
  (_, recorder) =>
    open.get(recorder)?.stream().add({ choice: 0, part: 0, type: 'text', text: 'so ' }),
  (_, recorder) => {
    open.get(recorder)?.fail(Object.assign(new TypeError('cut off'), { stack: 'as reported' }));
  },
  (_, recorder) => recorder.hostSession('host-1')?.end({ endState: 'Fail' }),
];
const open = new WeakMap<AdapterRecorder, ReturnType<AdapterRecorder['start']>>();

function lineOf(seq: number): ForeignLine {
  return { seq, time: 1_700_000_000_000 + seq * 10, mono: 500 + seq * 7 };
}

function start(options: { info?: typeof here; in?: string; captureContent?: boolean } = {}) {
  const { info = here, captureContent = true } = options;
  const recording = new ForeignRecording({
    directory: options.in ?? directory,
    writer: { id: 'stream-1', info: { ...info, sdkVersion: 'shim 1' } },
    hostEnv: { runtime: 'Python 3.11.7' },
    project: 'project-1',
    captureContent,
  });
  onTestFinished(() => recording.stop());
  return { recording, recorder: new AdapterRecorder(recording, { source }) };
}

function play(
  { recording, recorder }: ReturnType<typeof start>,
  lines: readonly number[] = [...steps.keys()],
): void {
  for (const seq of lines) recording.at(lineOf(seq), () => steps[seq]?.(recording, recorder));
}

function records(): AgentOpsRecord[] {
  return readSpool(directory).records as AgentOpsRecord[];
}

function withoutWriters(all: readonly AgentOpsRecord[]): AgentOpsRecord[] {
  return all.filter(({ kind }) => kind !== 'writer');
}

function folded() {
  return fold(records(), { writerState: writerStateHere() });
}

describe('what another process reported', () => {
  it('is recorded in its name, at its times', () => {
    play(start());
    const { sessions, events, writers } = folded();
    expect(sessions).toMatchObject([
      {
        name: 'one',
        owner: 'stream-1',
        startTime: lineOf(0).time,
        endTime: lineOf(0).time + 28,
        endState: 'Fail',
        hostEnv: { runtime: 'Python 3.11.7' },
      },
    ]);
    // Durations by its monotonic clock.
    expect(events).toMatchObject([
      { type: 'llm', status: 'error', startTime: lineOf(1).time, endTime: lineOf(1).time + 14 },
      { type: 'error', errorType: 'TypeError', startTime: lineOf(3).time },
    ]);
    expect(writers).toMatchObject([{ id: 'stream-1', info: { pid: process.pid }, missing: 0 }]);
  });

  it('is the same, to the letter, each time', () => {
    play(start());
    const once = records();
    rmSync(directory, { recursive: true });
    play(start());
    expect(records()).toEqual(once);
  });

  it('is written once, wherever an earlier reading was broken off', () => {
    play(start());
    const whole = withoutWriters(records());
    const text = readFileSync(join(directory, 'spool', 'stream-1.0000.ndjson'), 'utf8');
    const lines = text.split('\n').slice(0, -1);
    for (let kept = 0; kept <= lines.length; kept++) {
      const torn = tempDir();
      start({ in: torn }).recording.at(lineOf(0), () => {});
      const path = join(torn, 'spool', 'stream-1.0000.ndjson');
      appendFileSync(
        path,
        lines
          .slice(0, kept)
          .map((line) => `${line}\n`)
          .join(''),
      );
      // The line behind was torn in the middle.
      appendFileSync(path, lines[kept]?.slice(0, 30) ?? '');
      play(start({ in: torn }));
      const found = readSpool(torn);
      expect(found.badLines).toEqual([]);
      expect(withoutWriters(found.records as AgentOpsRecord[])).toEqual(whole);
    }
  });

  it('goes on in a segment of its own', () => {
    play(start(), [0, 1, 2]);
    play(start());
    play(start());
    expect(readdirSync(join(directory, 'spool')).sort()).toEqual([
      'stream-1.0000.ndjson',
      'stream-1.0001.ndjson',
    ]);
    const second = readFileSync(join(directory, 'spool', 'stream-1.0001.ndjson'), 'utf8');
    expect(JSON.parse(second.slice(0, second.indexOf('\n')))).toMatchObject({
      kind: 'writer',
      info: { segment: 1 },
    });
  });

  it('tells a prompt whole, whose beginning an earlier reading wrote', () => {
    const message = (content: string) => ({
      role: 'user' as const,
      parts: [{ type: 'text' as const, content }],
    });
    const owner = {};
    const call = (messages: string[]): Step => {
      return (_, recorder) => {
        const origin = recorder.locate(recorder.hostSession('host-1'));
        if (!origin) throw new Error('switched off');
        recorder.start(origin, { type: 'llm', promptOwner: owner }, {}, () => ({
          inputMessages: messages.map(message),
        }));
      };
    };
    const calls = [call(['a']), call(['a', 'b']), call(['a', 'b', 'c'])];
    const read = (count: number) => {
      const { recording, recorder } = start();
      for (const [seq, step] of calls.slice(0, count).entries()) {
        recording.at(lineOf(seq), () => step(recording, recorder));
      }
    };
    read(2);
    read(3);
    rmSync(join(directory, 'spool', 'stream-1.0000.ndjson'));
    expect(folded().events).toMatchObject([{ inputMessages: ['a', 'b', 'c'].map(message) }]);
  });

  it('reads Indeterminate when that process is gone, whoever reads', () => {
    play(start({ info: gone }), [0, 1, 2]);
    const { sessions, events } = folded();
    expect(sessions).toMatchObject([
      { endState: 'Indeterminate', endStateReason: expect.stringContaining('is gone') },
    ]);
    expect(events).toMatchObject([{ status: 'indeterminate' }]);
  });

  it('has all that was streamed, when that process is gone', () => {
    const text = () => JSON.stringify(folded().events);
    for (let reading = 0; reading < 2; reading++) {
      const started = start({ info: gone });
      play(started, [0, 1, 2]);
      if (reading === 0) expect(text()).not.toContain('so ');
      started.recording.gone();
      expect(text()).toContain('so ');
    }
    // The first one, without text, holds its place.
    expect(records().filter((record) => 'chunk' in record)).toHaveLength(2);
  });

  it('is open while that process lives', () => {
    expect(processStartTime(process.pid)).toBe(here.processStartTime);
    play(start(), [0, 1, 2]);
    expect(folded().sessions[0]?.endState).toBeUndefined();
    expect(folded().events).toMatchObject([{ status: 'running' }]);
  });

  it('ends with the process that ends in order', () => {
    const started = start();
    play(started, [0, 1]);
    started.recording.heartbeat(lineOf(2));
    started.recording.loss(lineOf(3), { reason: 'the disk was full', records: 2 });
    started.recording.close(lineOf(4), 'the process exited');
    const { sessions, writers, losses } = folded();
    expect(sessions).toMatchObject([
      { endState: 'Indeterminate', endStateReason: expect.stringContaining('exited') },
    ]);
    expect(writers).toMatchObject([{ isClosed: true, closed: 'the process exited' }]);
    expect(losses).toMatchObject([{ reason: 'the disk was full', records: 2 }]);
  });

  it('keeps no content where none is wanted', () => {
    play(start({ captureContent: false }));
    expect(JSON.stringify(records())).not.toMatch(/qqq|so |cut off/);
    expect(folded().events).toHaveLength(2);
  });
});

it('one at a time reads for a process', () => {
  const claim = (isGone: boolean) =>
    Claim.take({
      folder: directory,
      destination: 'bridge',
      writer: 'stream-1',
      claimant: { id: 'me', info: { ...here, sdkVersion: '1', segment: 0 } },
      isGone: () => isGone,
    });
  const first = claim(false);
  expect(first).toBeDefined();
  expect(claim(false)).toBeUndefined();
  expect(claim(true)).toBeDefined();
});

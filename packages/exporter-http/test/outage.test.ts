import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { exporterTo, receiver, recordingTo } from './recording.ts';

const patient = { interval: 20 };

describe('a collector that is away', () => {
  it('gets all of it when it is back on the same port, in order and each once, by itself', async () => {
    const first = await receiver();
    const { agentops, record, records, messages } = recordingTo(exporterTo(first.url));
    record(10);
    expect(await agentops.flush()).toBe(true);
    const before = first.records.length;
    await first.close();
    record(10);
    expect(await agentops.flush({ timeoutMs: 5000 })).toBe(false);
    record(10);
    expect(messages()).toEqual([expect.stringMatching(/failed: .* could not be reached/)]);
    const second = await receiver({ port: first.port });
    await expect.poll(() => second.records.length, patient).toBe(records().length - before);
    const seqs = [...first.records, ...second.records].map(({ seq }) => seq);
    expect(seqs).toEqual(records().map(({ seq }) => seq));
    expect(second.repeated).toBe(0);
    record(1);
    expect(await agentops.flush()).toBe(true);
  });

  it('and asks for patience gets it all after that', async () => {
    const collector = await receiver({
      answer: ({ index }) =>
        index === 0 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 200 },
    });
    const { record, records } = recordingTo(exporterTo(collector.url));
    record(1);
    await expect.poll(() => collector.requests.length).toBe(1);
    record(1);
    await expect.poll(() => collector.records.length, patient).toBe(records().length);
    expect(collector.requests).toHaveLength(2);
  });

  it('and takes records without being able to say so keeps each once', async () => {
    const collector = await receiver({
      answer: ({ index }) => ({ dropAfterTaking: index === 0 }),
    });
    const { agentops, record, records } = recordingTo(exporterTo(collector.url));
    record(5);
    expect(await agentops.flush()).toBe(false);
    expect(await agentops.flush()).toBe(true);
    expect(collector.repeated).toBeGreaterThan(0);
    expect(collector.records).toEqual(records());
  });
});

describe('flush', () => {
  it('is false when its time is over before the collector answers, and true afterwards', async () => {
    let answer = () => {};
    const collector = await receiver({
      answer: () => new Promise((resolve) => (answer = () => resolve({}))),
    });
    const { agentops, record } = recordingTo(exporterTo(collector.url));
    record(1);
    expect(await agentops.flush({ timeoutMs: 100 })).toBe(false);
    const flushed = agentops.flush();
    const letThrough = setInterval(() => answer(), 10);
    expect(await flushed).toBe(true);
    clearInterval(letThrough);
  });

  it('keeps a program going that only waits for it', async () => {
    const collector = await receiver();
    const { code, found } = await runProgram(collector.url, 'flush');
    expect({ code, found }).toEqual({ code: 0, found: 'true' });
    expect(collector.records.filter(({ kind }) => kind === 'end')).toHaveLength(500);
  });
});

describe('two destinations', () => {
  it('have each their own pace and their own content', async () => {
    const good = await receiver();
    let isAway = true;
    const bad = await receiver({ answer: () => ({ status: isAway ? 503 : 200 }) });
    const { agentops, record, records } = recordingTo(
      exporterTo(good.url),
      exporterTo(bad.url, { captureContent: false }),
    );
    record(3, { arguments: { text: 'c4n4ry' } });
    expect(await agentops.flush()).toBe(false);
    expect(good.records.length).toBeGreaterThanOrEqual(8);
    expect(bad.records).toEqual([]);
    isAway = false;
    expect(await agentops.flush()).toBe(true);
    expect(good.records).toEqual(records());
    expect(bad.records.map(({ seq }) => seq)).toEqual(records().map(({ seq }) => seq));
    expect(JSON.stringify(good.records)).toContain('c4n4ry');
    expect(JSON.stringify(bad.records)).not.toContain('c4n4ry');
  });
});

describe('a program that ends', () => {
  it('brings what it has to a collector that is there, without a flush', async () => {
    const collector = await receiver();
    const { code } = await runProgram(collector.url, 'natural');
    expect(code).toBe(0);
    expect(collector.records.filter(({ kind }) => kind === 'end')).toHaveLength(500);
  });

  it.each([
    ['says nothing', (): Promise<never> => new Promise(() => {})],
    ['asks for patience', async () => ({ status: 429, headers: { 'retry-after': '3600' } })],
  ])(
    'is not held up by a collector that %s',
    async (_, answer) => {
      const collector = await receiver({ answer });
      const { code } = await runProgram(collector.url, 'natural');
      expect(code).toBe(0);
      // A request's own time limit of 30 s is longer than this test's.
    },
    25_000,
  );

  it('is not held up by an address where nobody is', async () => {
    const { code } = await runProgram('http://127.0.0.1:1', 'natural');
    expect(code).toBe(0);
  });
});

/** Runs `programs/record.mjs`, which records 500 events and ends. */
async function runProgram(endpoint: string, way: string) {
  const path = fileURLToPath(new URL('./programs/record.mjs', import.meta.url));
  const child = spawn(process.execPath, [path, way], {
    env: { PATH: process.env.PATH, AGENTOPS_DIR: tempDir(), AGENTOPS_ENDPOINT: endpoint },
  });
  let found = '';
  child.stdout.on('data', (data) => (found += data));
  const [code] = await once(child, 'close');
  return { code, found: found.trim() };
}

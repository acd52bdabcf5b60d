import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Stopwatch } from '../../src/events/clock.ts';
import type { LLMEvent } from '../../src/events/llm-event.ts';
import type { StreamChunk, StreamDelta } from '../../src/events/record.ts';
import { StreamOutput } from '../../src/events/stream-output.ts';
import { StreamRecorder } from '../../src/session/stream-recorder.ts';
import { secrets } from '../pipeline/secrets.ts';
import { bytesOf, eventRecords, withSessions } from '../recording.ts';

const text = (text: string, choice = 0): StreamDelta => ({ choice, part: 0, type: 'text', text });

function streaming() {
  const chunks: StreamChunk[] = [];
  const recorder = new StreamRecorder(new Stopwatch(), (chunk) => chunks.push(chunk));
  /** What a reader makes of the chunks that were written. */
  const written = () => {
    const output = new StreamOutput();
    for (const { deltas } of chunks) for (const delta of deltas) output.add(delta);
    return output.messages();
  };
  return { chunks, recorder, written };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('an open stream', () => {
  it('is written each 8 KiB, and not per chunk', () => {
    const { chunks, recorder } = streaming();
    for (let index = 0; index < 9000; index++) recorder.add(text('word '));
    expect(chunks.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4]);
  });

  it('is written within a second, and not again while nothing comes', () => {
    const { chunks, recorder, written } = streaming();
    for (const char of 'Hello world') recorder.add(text(char));
    expect(chunks).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(written()).toMatchObject([{ parts: [{ content: 'Hello world' }] }]);
    vi.advanceTimersByTime(10_000);
    expect(chunks).toHaveLength(1);
  });

  it('is on disk within a second, all but the last words, which come when the process exits', () => {
    const { recording, agentops, sessions } = withSessions(1);
    const words = Array.from({ length: 20 }, (_, n) => `word${n} `).join('');
    sessions[0]?.startLLM().stream().add(text(words));
    expect(recording.read().events).toMatchObject([{ outputMessages: null }]);
    vi.advanceTimersByTime(1000);
    const said = () => {
      const [event] = recording.read().events as { outputMessages?: unknown }[];
      return event?.outputMessages;
    };
    const before = words.slice(0, words.indexOf('word14'));
    expect(said()).toMatchObject([{ parts: [{ content: before }] }]);
    agentops.shutdown();
    expect(said()).toMatchObject([{ parts: [{ content: words }] }]);
  });

  it('keeps choices and tool calls apart, whose pieces come in turns', () => {
    const { recorder, written } = streaming();
    const call = (part: number, more: object): StreamDelta => ({
      choice: 0,
      part,
      type: 'tool_call',
      text: '',
      ...more,
    });
    recorder.add(call(0, { id: 'a', name: 'read' }));
    recorder.add(call(1, { id: 'b', name: 'write' }));
    for (let index = 0; index < 1000; index++) {
      recorder.add(call(0, { text: `${index}, ` }));
      recorder.add(call(1, { text: `-${index}, ` }));
      recorder.add(text('other ', 1));
    }
    const whole = recorder.finish().outputMessages;
    expect(whole).toMatchObject([
      {
        parts: [
          { type: 'tool_call', id: 'a', name: 'read' },
          { type: 'tool_call', id: 'b', name: 'write' },
        ],
      },
      { parts: [{ type: 'text', content: 'other '.repeat(1000) }] },
    ]);
    const calls = (messages: unknown) =>
      (messages as { parts: { name?: string; arguments?: string }[] }[])[0]?.parts ?? [];
    for (const [index, part] of calls(written()).entries()) {
      expect(part.name).toBe(calls(whole)[index]?.name);
      expect(calls(whole)[index]?.arguments).toContain(part.arguments);
      expect(part.arguments?.length).toBeGreaterThan(2000);
    }
  });

  it('has on disk the text it had when its process was killed', () => {
    const { recording, sessions } = withSessions(1);
    const call = sessions[0]?.startLLM();
    for (let index = 0; index < 4000; index++) call?.stream().add(text(`word${index} `));
    const [event] = recording.read().events as LLMEvent[];
    expect(event?.outputMessages).toMatchObject([
      { parts: [{ content: expect.stringMatching(/^word0 word1 word2 .{24000,} $/) }] },
    ]);
    expect(eventRecords(recording.read().records).length).toBeLessThan(8);
  });

  it('ends with the whole answer and the time to its first chunk', () => {
    const { recorder } = streaming();
    expect(recorder.finish()).toEqual({});
    recorder.arrived();
    recorder.add(text('Hello '));
    recorder.add(text('world'));
    expect(recorder.finish()).toEqual({
      outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello world' }] }],
      timeToFirstChunkMs: expect.any(Number),
    });
  });
});

describe('a secret that comes in pieces', () => {
  const answers: Record<string, string> = {
    ...secrets,
    'a password in prose': 'password = c4n4ry-secret',
    'a password in JSON': '{"user": "x", "password": "c4n4ry-secret", "n": 1}',
    'a header': 'Authorization: Basic c4n4ry0c4n4ry0c4n4ry0',
    'a connection string': 'postgres://user:c4n4ry-secret@db.example.com/x',
    'a private key': `-----BEGIN PRIVATE KEY-----\n${'c4n4ryc4n4ry\n'.repeat(100)}-----END PRIVATE KEY-----`,
  };
  const canary = (secret: string) => (secret.includes('c4n4ry') ? 'c4n4ry' : secret.slice(0, 24));

  describe.each(Object.entries(answers))('%s', (_, secret) => {
    it.each([1, 3, 7])('is not leaked when it comes %d characters at a time', (length) => {
      const { recording, sessions } = withSessions(1);
      const stream = sessions[0]?.startLLM().stream();
      const answer = `${'Some words before. '.repeat(20)}${secret}${' and words after it.'.repeat(20)}`;
      for (let index = 0; index < answer.length; index += length) {
        stream?.add(text(answer.slice(index, index + length)));
        stream?.add(text('x ', 1));
        // As slow as a stream can be: the timer strikes after each piece.
        vi.advanceTimersByTime(1000);
      }
      const bytes = bytesOf(recording.directory);
      expect(bytes).not.toContain(canary(secret));
      expect(bytes).toContain('[redacted]');
      expect(bytes).toContain('after');
    });
  });

  it('is not leaked at a border of 8 KiB, nor out of text without blanks', () => {
    const [secret] = Object.values(secrets) as [string];
    for (const filler of ['x ', '{"k":"v"},', 'ä', '漢']) {
      const { recording, sessions } = withSessions(1);
      const stream = sessions[0]?.startLLM().stream();
      for (let shift = 0; shift < 60; shift += 5) {
        const before = filler.repeat(Math.ceil(8192 / filler.length)).slice(0, 8192 - shift);
        for (const piece of [before, '"', secret.slice(0, shift), secret.slice(shift), '"']) {
          stream?.add(text(piece));
        }
      }
      stream?.add(text(filler.repeat(9000)));
      expect(bytesOf(recording.directory)).not.toContain(secret.slice(0, 24));
    }
  });
});

import { recordVersion } from '@agentops/core';
import { GeneratedSession, type Unwritten } from './generated-session.ts';
import { Random } from './random.ts';
import { makeCorpus } from './vocabulary.ts';

export interface GenerateOptions {
  /** The same seed and numbers give the same text. @default 1 */
  seed?: number;
  /** @default 100 */
  sessions?: number;
  /** @default 50 */
  eventsPerSession?: number;
  /** Epoch milliseconds at which the first session begins. @default 2026-01-01T00:00:00Z */
  startTime?: number;
  /** Milliseconds over which the sessions are spread. @default 30 days */
  spanMs?: number;
  /**
   * Bytes that an event has on average as JSON, without the part of its prompt that earlier ones had; at least some 730. Its records
   * are a third larger, since each says what it is of.
   * @default 1,400
   */
  payloadBytes?: number;
  /** Processes that record side by side. @default 4 */
  writers?: number;
  /** A chunk is given out when it is that long. @default 262,144 */
  chunkLength?: number;
}

/** What is in an event besides its texts. */
const skeleton = 730;
const corpusLength = 1 << 18;

/**
 * Records as agents would have made them: LLM calls with prompts told against earlier ones, tool calls, actions in rounds, errors,
 * streams, agents, tags; models with prices and one without. Each event is a start and an end; some sessions stay open, some fail.
 * Gives NDJSON in chunks of whole lines, fast enough for millions of events.
 */
export function* generateRecords(options: GenerateOptions = {}): Generator<string> {
  const {
    seed = 1,
    sessions = 100,
    eventsPerSession = 50,
    startTime = Date.UTC(2026, 0, 1),
    spanMs = 30 * 86_400_000,
    payloadBytes = 1400,
    writers = 4,
    chunkLength = 1 << 18,
  } = options;
  const random = new Random(seed);
  const corpus = makeCorpus(random, Math.max(corpusLength, payloadBytes * 2));
  const pens = Array.from(
    { length: writers },
    (_, index) => new Writer(random.uuid(startTime), index),
  );
  const plan = {
    // Those of one writer come one after the other.
    lengthMs: Math.min((spanMs / sessions) * writers * 0.9, eventsPerSession * 1500),
    events: eventsPerSession,
    payloadBytes: Math.max(1, payloadBytes - skeleton),
    corpus,
  };
  let chunk = pens.map((pen) => pen.introduction(startTime)).join('');
  for (let index = 0; index < sessions; index++) {
    const pen = pens[index % writers] as Writer;
    const start = Math.round(startTime + (spanMs * index) / sessions);
    const write = (record: Unwritten) => {
      chunk += pen.line(record);
    };
    new GeneratedSession(random, { ...plan, startTime: start }, write).run();
    if (chunk.length < chunkLength) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

class Writer {
  readonly #id: string;
  readonly #index: number;
  #seq = 0;

  constructor(id: string, index: number) {
    this.#id = id;
    this.#index = index;
  }

  introduction(time: number): string {
    const info = {
      pid: 1000 + this.#index,
      processStartTime: null,
      bootId: 'generated',
      pidNamespace: null,
      threadId: 0,
      hostname: `machine-${this.#index}`,
      sdkVersion: '0.0.0',
      segment: 0,
    };
    return this.line({ time, kind: 'writer', info } as Unwritten);
  }

  line(record: Unwritten): string {
    const stamp = { v: recordVersion, writer: this.#id, seq: this.#seq++ };
    return `${JSON.stringify(Object.assign(stamp, record))}\n`;
  }
}

import type { Stopwatch } from '../events/clock.ts';
import type { EventFields } from '../events/event.ts';
import { currentMoment } from '../events/moment.ts';
import type { StreamChunk, StreamDelta } from '../events/record.ts';
import { StreamOutput } from '../events/stream-output.ts';

const flushChars = 8 * 1024;
const flushMs = 1000;

/** Collects what a stream says, and writes it down each second or 8 KiB. */
export class StreamRecorder {
  readonly #stopwatch: Stopwatch;
  readonly #write: (chunk: StreamChunk) => void;
  readonly #output = new StreamOutput();
  /** What was not written yet: one delta a part, for parts often come in turns. */
  readonly #pending = new Map<string, StreamDelta>();
  #last: StreamDelta | undefined;
  #pendingChars = 0;
  #chunks = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timeToFirstChunkMs: number | undefined;

  constructor(stopwatch: Stopwatch, write: (chunk: StreamChunk) => void) {
    this.#stopwatch = stopwatch;
    this.#write = write;
  }

  /** The provider sent something, be it content or not. The first call is the time to the first chunk. */
  arrived(): void {
    this.#timeToFirstChunkMs ??= this.#stopwatch.elapsed();
  }

  add(delta: StreamDelta): void {
    this.#output.add(delta);
    if (this.#last && continues(this.#last, delta)) this.#last.text += delta.text;
    else this.#last = this.#addPending(delta);
    this.#pendingChars += delta.text.length;
    // What another process reports comes in pieces that were gathered there.
    if (this.#pendingChars >= flushChars || currentMoment()) this.#flush();
    else this.#timer ??= startTimer(() => this.#flush());
  }

  /** What was said so far. */
  peek(): Pick<EventFields, 'outputMessages'> {
    return this.#output.isEmpty ? {} : { outputMessages: this.#output.messages() };
  }

  /** What is known at the end: the whole answer. */
  finish(): Pick<EventFields, 'outputMessages' | 'timeToFirstChunkMs'> {
    clearTimeout(this.#timer);
    this.#pending.clear();
    this.#last = undefined;
    return {
      ...this.peek(),
      ...(this.#timeToFirstChunkMs === undefined
        ? {}
        : { timeToFirstChunkMs: this.#timeToFirstChunkMs }),
    };
  }

  #addPending(delta: StreamDelta): StreamDelta {
    const key = `${delta.choice}:${delta.type}:${delta.part}`;
    const pending = this.#pending.get(key);
    if (!pending) {
      const copy = { ...delta };
      this.#pending.set(key, copy);
      return copy;
    }
    pending.text += delta.text;
    if (delta.id !== undefined) pending.id = delta.id;
    if (delta.name !== undefined) pending.name = delta.name;
    return pending;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const deltas = [...this.#pending.values()];
    this.#pending.clear();
    this.#last = undefined;
    this.#pendingChars = 0;
    if (deltas.length > 0) this.#write({ n: this.#chunks++, deltas });
  }
}

function continues(last: StreamDelta, next: StreamDelta): boolean {
  return (
    last.choice === next.choice &&
    last.part === next.part &&
    last.type === next.type &&
    (next.id === undefined || next.id === last.id) &&
    (next.name === undefined || next.name === last.name)
  );
}

function startTimer(fn: () => void): ReturnType<typeof setTimeout> {
  const timer = setTimeout(fn, flushMs);
  (timer as { unref?: () => void }).unref?.();
  return timer;
}

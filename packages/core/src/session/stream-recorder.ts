import type { Stopwatch } from '../events/clock.ts';
import type { EventFields } from '../events/event.ts';
import type { StreamChunk, StreamDelta } from '../events/record.ts';
import { StreamOutput } from '../events/stream-output.ts';

const flushChars = 8 * 1024;
const flushMs = 1000;
/** A secret that arrives in two pieces could not be told as one, so the last two words wait for the next chunk record. */
const heldBackChars = 512;

/** Collects what a stream says, and writes it down each second or 8 KiB. */
export class StreamRecorder {
  readonly #stopwatch: Stopwatch;
  readonly #write: (chunk: StreamChunk) => void;
  readonly #output = new StreamOutput();
  #pending: StreamDelta[] = [];
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
    const last = this.#pending.at(-1);
    if (last && continues(last, delta)) last.text += delta.text;
    else this.#pending.push({ ...delta });
    this.#pendingChars += delta.text.length;
    if (this.#pendingChars >= flushChars) this.#flush();
    else this.#timer ??= startTimer(() => this.#flush());
  }

  /** What was said so far. */
  peek(): Pick<EventFields, 'outputMessages'> {
    return this.#output.isEmpty ? {} : { outputMessages: this.#output.messages() };
  }

  /** What is known at the end: the whole answer. */
  finish(): Pick<EventFields, 'outputMessages' | 'timeToFirstChunkMs'> {
    clearTimeout(this.#timer);
    this.#pending = [];
    return {
      ...this.peek(),
      ...(this.#timeToFirstChunkMs === undefined
        ? {}
        : { timeToFirstChunkMs: this.#timeToFirstChunkMs }),
    };
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const deltas = this.#pending;
    const last = deltas.at(-1);
    this.#pending = [];
    this.#pendingChars = 0;
    if (!last) return;
    const cut = safeCut(last.text);
    if (cut < last.text.length) {
      this.#pending = [{ ...last, text: last.text.slice(cut) }];
      this.#pendingChars = last.text.length - cut;
      last.text = last.text.slice(0, cut);
      if (last.text === '') deltas.pop();
    }
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

/** Before the last two words, unless these are longer than any secret is. */
function safeCut(text: string): number {
  let cut = text.length;
  for (let word = 0; word < 2; word++) cut = Math.max(lastBlank(text, cut - 1), 0);
  return text.length - cut > heldBackChars ? text.length : cut;
}

function lastBlank(text: string, from: number): number {
  for (let index = from; index > 0; index--) {
    const code = text.charCodeAt(index - 1);
    if (code === 32 || code === 10 || code === 9) return index - 1;
  }
  return 0;
}

function startTimer(fn: () => void): ReturnType<typeof setTimeout> {
  const timer = setTimeout(fn, flushMs);
  (timer as { unref?: () => void }).unref?.();
  return timer;
}

import type { StreamDelta } from '../events/record.ts';

const heldBackWords = 6;
/** No secret without a blank in it is longer. */
const longestWord = 2048;
/** A part that can't be cut anywhere is not held back any longer. */
const longestTail = 64 * 1024;

interface Part {
  /** Its text is what was held back. */
  delta: StreamDelta;
  written: boolean;
}

/**
 * The ends of the parts of one stream. A secret that arrives in pieces could not be told as one, so the last words of each part wait
 * until more of it has come.
 */
export class StreamTail {
  readonly #mask: (text: string) => string;
  readonly #parts = new Map<string, Part>();

  constructor(mask: (text: string) => string) {
    this.#mask = mask;
  }

  /** What can be written now that these have come. */
  take(deltas: readonly StreamDelta[]): StreamDelta[] {
    return deltas.flatMap((delta) => {
      const part = this.#add(delta);
      const { text } = part.delta;
      const cut = this.#safeCut(text);
      // A part that has begun is written without text too, for its place among the others.
      if (cut === 0 && part.written) return [];
      part.written = true;
      part.delta.text = text.slice(cut);
      return [{ ...part.delta, text: text.slice(0, cut) }];
    });
  }

  /** All that was held back: nothing more will come. */
  rest(): StreamDelta[] {
    const deltas = [...this.#parts.values()].map(({ delta }) => delta);
    this.#parts.clear();
    return deltas.filter(({ text }) => text !== '');
  }

  #add(delta: StreamDelta): Part {
    const key = `${delta.choice}:${delta.type}:${delta.part}`;
    const part = this.#parts.get(key) ?? { delta: { ...delta, text: '' }, written: false };
    this.#parts.set(key, part);
    const text = part.delta.text + delta.text;
    part.delta = { ...part.delta, ...delta, text };
    return part;
  }

  /** Before the last words, where no secret reaches from one side to the other. */
  #safeCut(text: string): number {
    const masked = this.#mask(text);
    let cut = beforeLastWords(text);
    for (let step = 64; cut > 0; step *= 2) {
      if (this.#mask(text.slice(0, cut)) + this.#mask(text.slice(cut)) === masked) return cut;
      cut = wordStart(text, Math.max(cut - step, 0));
    }
    return text.length > longestTail ? text.length : 0;
  }
}

function beforeLastWords(text: string): number {
  let cut = text.length;
  for (let word = 0; word < heldBackWords; word++) {
    let end = cut;
    while (end > 0 && isDelimiter(text.charCodeAt(end - 1))) end--;
    const start = wordStart(text, end);
    if (text.length - start > longestWord) break;
    cut = start;
  }
  return cut;
}

function wordStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && !isDelimiter(text.charCodeAt(start - 1))) start--;
  return start;
}

/** Blanks, quotes, brackets, and everything beyond ASCII, which no secret has in it. */
function isDelimiter(code: number): boolean {
  return code <= 32 || code >= 128 || delimiters.has(code);
}

const delimiters = new Set([...'"\'`,;{}()[]<>&|'].map((char) => char.charCodeAt(0)));

/** For exporters whose destination refuses a request as a whole because of one thing in it. */
import type { Refusal } from './exporter.ts';

/**
 * What a failed request says of its items. `refused`: one of them is at fault, and would be again. `too-large`: the same, of their size.
 * `there-already`: the destination has it. `later`: it has nothing to do with them. `doubtful`: it can't be told.
 */
export type Verdict = 'refused' | 'too-large' | 'there-already' | 'later' | 'doubtful';

export interface Sending<T> {
  /** Rejects where the destination does not take them. */
  send: (items: readonly T[]) => Promise<unknown>;
  /** These need not come again: the destination has them, or refused them for good. */
  taken: (items: readonly T[]) => void;
  /** Undefined where it can't be made smaller. @default nothing can */
  shorten?: (item: T) => T | undefined;
}

/** Before that, a doubtful answer counts as an outage. */
const outageRounds = 3;
/** Doubtful answers in a row that a round puts up with at first; more with each round that ends by them. */
const firstPatience = 16;
const mostPatience = 4096;

/** Gateways and overload (OTLP's "retryable response codes"). */
const passing: ReadonlySet<number> = new Set([502, 503, 504]);

/** Whether an HTTP status says neither that it will pass, nor what is at fault: 500, which many answer to what they can't read. */
export function isDoubtful(status: number | undefined): boolean {
  return status !== undefined && status >= 500 && !passing.has(status);
}

/**
 * Finds what a destination refuses while that takes the rest, by sending halves until what is at fault is alone. After a doubtful answer
 * all comes again, as in an outage. When that was three times so, halves are sent; and what is doubtful alone, twice, is refused if
 * something else was taken in between, which may be sent a second time to know. Where nothing is, it goes on to be an outage.
 */
export class Isolation {
  readonly #judge: (error: unknown) => Verdict;
  #doubtfulRounds = 0;
  /** Sends again what was taken last. */
  #control: (() => Promise<unknown>) | undefined;
  /** Of rounds that failed afterwards. */
  #untold: Refusal | undefined;

  constructor(judge: (error: unknown) => Verdict) {
    this.#judge = judge;
  }

  /** Resolves to what was refused. @throws the error of a request that has to be sent again */
  async round(work: (round: IsolationRound) => Promise<void>): Promise<Refusal | undefined> {
    const more = this.#doubtfulRounds - outageRounds;
    const round = new IsolationRound({
      judge: this.#judge,
      patience: more < 0 ? 0 : Math.min(firstPatience * 2 ** more, mostPatience),
      control: this.#control,
    });
    if (this.#untold) round.add(this.#untold.refused, this.#untold.reason);
    try {
      await work(round);
      await round.settle();
    } catch (error) {
      this.#untold = round.result;
      if (this.#judge(error) === 'doubtful') this.#doubtfulRounds++;
      throw error;
    } finally {
      this.#control = round.control;
    }
    this.#doubtfulRounds = 0;
    this.#untold = undefined;
    return round.result;
  }
}

interface RoundOptions {
  judge: (error: unknown) => Verdict;
  /** 0: a doubtful answer ends it. */
  patience: number;
  control: (() => Promise<unknown>) | undefined;
}

/** All that is sent together. */
export class IsolationRound {
  readonly #options: RoundOptions;
  readonly #suspects: (() => Promise<void>)[] = [];
  /** Whether something was taken since the last doubtful answer. */
  #isAlive = false;
  #doubtsInARow = 0;
  #doubt: unknown;
  #refused = 0;
  #reason = '';
  control: (() => Promise<unknown>) | undefined;

  constructor(options: RoundOptions) {
    this.#options = options;
    this.control = options.control;
  }

  get result(): Refusal | undefined {
    return this.#refused === 0 ? undefined : { refused: this.#refused, reason: this.#reason };
  }

  /** The destination says that it refused so many, or did not take anything that belongs to them. */
  add(count: number, reason: string): void {
    this.#refused += count;
    if (this.#reason === '') this.#reason = reason;
  }

  /** Resolves when the destination has taken them, or refused them, or when they are suspect. @throws what `send` throws, else */
  async isolate<T>(items: readonly T[], sending: Sending<T>): Promise<void> {
    const [first] = items;
    if (first === undefined) return;
    const error = await this.#try(items, sending);
    if (error === undefined) return;
    const verdict = this.#options.judge(error);
    if (verdict === 'later') throw error;
    if (verdict === 'doubtful') this.#bear(error);
    if (items.length > 1) {
      const middle = Math.ceil(items.length / 2);
      await this.isolate(items.slice(0, middle), sending);
      await this.isolate(items.slice(middle), sending);
      return;
    }
    if (verdict === 'doubtful') {
      this.#suspects.push(() => this.#askAgain(first, sending));
      return;
    }
    const short = verdict === 'too-large' ? sending.shorten?.(first) : undefined;
    if (short !== undefined) return await this.isolate([short], sending);
    if (verdict !== 'there-already') this.add(1, messageOf(error));
    sending.taken(items);
  }

  /** What is suspect is asked again, once it is known that the destination takes anything. */
  async settle(): Promise<void> {
    if (this.#suspects.length === 0) return;
    if (!this.#isAlive) {
      if (!this.control) throw this.#doubt;
      const error = await errorOf(this.control);
      if (error !== undefined && this.#options.judge(error) !== 'there-already') throw error;
    }
    for (const ask of this.#suspects) await ask();
  }

  async #askAgain<T>(item: T, sending: Sending<T>): Promise<void> {
    const error = await this.#try([item], sending);
    if (error === undefined) return;
    const verdict = this.#options.judge(error);
    if (verdict === 'later') throw error;
    if (verdict !== 'there-already') this.add(1, messageOf(error));
    sending.taken([item]);
  }

  async #try<T>(items: readonly T[], { send, taken }: Sending<T>): Promise<unknown> {
    const error = await errorOf(() => send(items));
    if (error === undefined) {
      this.#isAlive = true;
      this.#doubtsInARow = 0;
      this.control = resending(items[0] as T, send);
      taken(items);
    }
    return error;
  }

  #bear(error: unknown): void {
    this.#doubtsInARow++;
    this.#isAlive = false;
    this.#doubt = error;
    if (this.#doubtsInARow > this.#options.patience) throw error;
  }
}

/** Of one, so that the others can be forgotten. */
function resending<T>(item: T, send: Sending<T>['send']): () => Promise<unknown> {
  return () => send([item]);
}

async function errorOf(send: () => Promise<unknown>): Promise<unknown> {
  try {
    await send();
    return undefined;
  } catch (error) {
    return error ?? new Error('the exporter gave no reason');
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import type { AgentOpsRecord } from '../events/record.ts';
import type { Exporter, ExporterSettings, Outcome, WriterGone } from './exporter.ts';

/** A place in what a writer wrote: behind so many bytes of this segment, and all of the segments before. */
export interface Position {
  segment: number;
  offset: number;
}

export const spoolStart: Position = { segment: 0, offset: 0 };

/** What came behind a position, up to some bound, and the position behind it. */
export interface Excerpt {
  records: AgentOpsRecord[];
  position: Position;
  /** The bound was met: there is more now. */
  full: boolean;
}

/** Records that go to a destination together. */
export interface Batch {
  records: AgentOpsRecord[];
  /** There is more now. */
  full: boolean;
  /** The destination had them before: they are to be recalled. */
  seen?: true;
  /** They are the last ones of their writer. */
  gone?: WriterGone | undefined;
  /** Of the exporter for which another process left them. */
  settings?: ExporterSettings | undefined;
  /** The destination has them, but for what it refused or withheld. Before this, the next batch begins with the same ones. */
  acknowledge(outcome?: Outcome): void;
}

/** The most records of a batch for this destination. */
export function maxRecordsOf({ maxRecords = 1000 }: Exporter): number {
  return Math.max(1, maxRecords);
}

/** Gives a batch to its destination, and acknowledges it when that has it. @throws what the exporter throws */
export async function handOver(batch: Batch, exporter: Exporter): Promise<Outcome> {
  if (batch.seen) {
    await exporter.recall?.(batch.records, batch.settings);
    batch.acknowledge();
    return {};
  }
  const outcome = (await exporter.export(batch.records, batch.gone, batch.settings)) ?? {};
  batch.acknowledge(outcome);
  return outcome;
}

/** Where a destination gets its records from. */
export interface Source {
  /** Undefined when there is nothing now. @throws the file system's error */
  next(): Batch | undefined;
  /** Nothing more will be asked for. Does not throw. */
  close?(): void;
}

/** What a batch that was acknowledged adds to what is known of its writer. */
export interface Step {
  records: number;
  outcome?: Outcome | undefined;
  /** Nothing more will come. */
  ended: boolean;
}

export interface WriterSourceOptions {
  start: Position;
  /** What is behind `start` and before this, the destination has had. It comes to be recalled. @default nothing */
  seenUntil?: Position | undefined;
  /** Its writer writes no more. Told with the last batch, which is empty where all was acknowledged before. */
  gone?: WriterGone | undefined;
  /** Of the exporter for which another process left it. */
  settings?: ExporterSettings | undefined;
  /** @throws the file system's error */
  read: (from: Position, until?: Position) => Excerpt;
  /** The record as the destination may have it. */
  permit: (record: AgentOpsRecord) => AgentOpsRecord;
  /** Keeps how far the destination has come. Does not throw. */
  save: (position: Position, step: Step) => void;
}

const noStep: Step = { records: 0, ended: false };

/** What one writer wrote, in order. */
export class WriterSource implements Source {
  readonly #options: WriterSourceOptions;
  #position: Position;
  #ended = false;

  constructor(options: WriterSourceOptions) {
    this.#options = options;
    this.#position = options.start;
  }

  next(): Batch | undefined {
    const { read, permit, gone, settings } = this.#options;
    const seen = this.#nextSeen();
    if (seen) return seen;
    const { records, position, full } = read(this.#position);
    const isLast = gone !== undefined && !full && !this.#ended;
    if (records.length > 0 || isLast) {
      const ended = isLast || records.at(-1)?.kind === 'close';
      return {
        records: records.map(permit),
        full,
        gone: isLast ? gone : undefined,
        settings,
        acknowledge: (outcome) => {
          this.#ended = isLast;
          this.#advance(position, { records: records.length, outcome, ended });
        },
      };
    }
    // Behind lines that are no records, or in the next segment.
    if (!isSame(position, this.#position)) this.#advance(position, noStep);
    return undefined;
  }

  #nextSeen(): Batch | undefined {
    const { read, permit, seenUntil, settings } = this.#options;
    if (!seenUntil || !isBefore(this.#position, seenUntil)) return undefined;
    const { records, position } = read(this.#position, seenUntil);
    if (records.length === 0) {
      this.#position = seenUntil;
      return undefined;
    }
    const acknowledge = () => {
      this.#position = position;
    };
    return { records: records.map(permit), full: true, seen: true, settings, acknowledge };
  }

  #advance(position: Position, step: Step): void {
    this.#position = position;
    this.#options.save(position, step);
  }
}

function isSame(a: Position, b: Position): boolean {
  return a.segment === b.segment && a.offset === b.offset;
}

function isBefore(a: Position, b: Position): boolean {
  return a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset);
}

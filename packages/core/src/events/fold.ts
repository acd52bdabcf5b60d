/**
 * `fold` makes events and sessions of records. It is the only place that does: the cli, the collector, every store and
 * the bridge use it. It gives the same result for the same set of records, in whatever order and however often they come.
 */
import type { AgentOpsEvent } from './event.ts';
import { FoldedEvent } from './fold-event.ts';
import { PromptResolver } from './fold-prompt.ts';
import { FoldedSession } from './fold-session.ts';
import { FoldedWriter, type WriterState } from './fold-writer.ts';
import {
  type AgentOpsRecord,
  type DiagnosticRecord,
  type LossRecord,
  recordVersion,
} from './record.ts';
import { recordComplaint } from './record-check.ts';
import { isMerged, type SessionData } from './session-data.ts';

export interface Folded {
  /** By start time. */
  sessions: SessionData[];
  /** By start time. */
  events: AgentOpsEvent[];
  writers: FoldedWriter[];
  diagnostics: DiagnosticRecord[];
  /** What is known to be missing, and why. */
  losses: Loss[];
  /** Records of kinds that this version does not know, untouched. */
  unknown: unknown[];
  /** How many records each newer format version has here; they are left alone. */
  newer: Record<string, number>;
}

export interface Loss {
  writer: string;
  reason: string;
  records?: number;
  bytes?: number;
}

export interface FoldOptions {
  /**
   * Whether a writer can still go on. What it left open is `indeterminate` when it can't.
   * @default every writer that did not close can
   */
  writerState?: (writer: FoldedWriter) => WriterState;
}

/** Makes events and sessions of records, in any order, with any of them more than once. Pure. */
export function fold(records: Iterable<unknown>, options: FoldOptions = {}): Folded {
  const state = new FoldState();
  for (const record of records) state.add(record);
  return state.result(options);
}

/** A fold that goes on: add records as they come, and ask for the result at any time. */
export class FoldState {
  readonly #events = new Map<string, FoldedEvent>();
  readonly #sessions = new Map<string, FoldedSession>();
  readonly #writers = new Map<string, FoldedWriter>();
  readonly #diagnostics = new Map<string, DiagnosticRecord>();
  readonly #losses = new Map<string, LossRecord>();
  readonly #unknown = new Map<string, unknown>();
  readonly #newer = new Map<string, Set<string>>();

  /** Adds one record. Anything that is not one is ignored and reported as `false`. */
  add(value: unknown): boolean {
    if (recordComplaint(value) !== undefined) return false;
    const record = value as AgentOpsRecord;
    const key = `${record.writer}:${record.seq}`;
    if (record.v > recordVersion) {
      upsert(this.#newer, String(record.v), () => new Set<string>()).add(key);
      return true;
    }
    upsert(this.#writers, record.writer, () => new FoldedWriter(record.writer)).add(record);
    switch (record.kind) {
      case 'start':
      case 'update':
      case 'end': {
        const event = upsert(this.#events, record.event.id, () => new FoldedEvent(record.event.id));
        event.add(record);
        break;
      }
      case 'session': {
        const { id } = record.session;
        upsert(this.#sessions, id, () => new FoldedSession(id)).add(record);
        break;
      }
      case 'diagnostic':
        this.#diagnostics.set(key, record);
        break;
      case 'loss':
        this.#losses.set(key, record);
        break;
      case 'writer':
      case 'heartbeat':
      case 'close':
        break;
      default:
        this.#unknown.set(key, record);
    }
    return true;
  }

  result(options: FoldOptions = {}): Folded {
    const stateOf = this.#stateOf(options.writerState ?? closedIsGone);
    const prompts = new PromptResolver((id) => this.#events.get(id)?.promptDelta);
    const events: AgentOpsEvent[] = [];
    const lastTimes = new Map<string, number>();
    for (const folded of this.#events.values()) {
      const event = folded.toEvent(prompts, stateOf);
      if (!event) continue;
      events.push(event);
      const session = folded.sessionId as string;
      const time = event.endTime ?? event.startTime;
      lastTimes.set(session, Math.max(lastTimes.get(session) ?? time, time));
    }
    return {
      sessions: [...this.#sessions.values()]
        .map((session) => session.toSession(stateOf, lastTimes.get(session.id)))
        .filter((session) => lastTimes.has(session.id) || !isMerged(session))
        .sort(byStart),
      events: events.sort(byStart),
      writers: [...this.#writers.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
      diagnostics: inOrder(this.#diagnostics),
      losses: this.#lossList(),
      unknown: inOrder(this.#unknown),
      newer: Object.fromEntries([...this.#newer].map(([version, keys]) => [version, keys.size])),
    };
  }

  #stateOf(writerState: (writer: FoldedWriter) => WriterState): (id: string) => WriterState {
    const known = new Map<string, WriterState>();
    return (id) =>
      upsert(known, id, () => {
        const writer = this.#writers.get(id);
        return writer ? writerState(writer) : { state: 'alive' };
      });
  }

  #lossList(): Loss[] {
    const losses: Loss[] = inOrder(this.#losses).map(({ writer, reason, records, bytes }) => ({
      writer,
      reason,
      ...(records === undefined ? {} : { records }),
      ...(bytes === undefined ? {} : { bytes }),
    }));
    for (const writer of this.#writers.values()) {
      const records = writer.missing;
      if (records > 0) losses.push({ writer: writer.id, reason: 'gap in the sequence', records });
    }
    // Stable, so that those of one writer stay in their order, with the gap behind them.
    return losses.sort((a, b) => (a.writer === b.writer ? 0 : a.writer < b.writer ? -1 : 1));
  }
}

function closedIsGone(writer: FoldedWriter): WriterState {
  return writer.isClosed ? { state: 'gone', reason: writer.closed ?? '' } : { state: 'alive' };
}

function byStart(
  a: { startTime: number; id: string },
  b: { startTime: number; id: string },
): number {
  return a.startTime - b.startTime || (a.id < b.id ? -1 : 1);
}

/** By writer and sequence number, so that the order of reading does not show. */
function inOrder<T>(byKey: Map<string, T>): T[] {
  const collator = (key: string) => {
    const colon = key.lastIndexOf(':');
    return [key.slice(0, colon), Number(key.slice(colon + 1))] as const;
  };
  return [...byKey]
    .map(([key, value]) => [collator(key), value] as const)
    .sort(([[aw, as]], [[bw, bs]]) => (aw === bw ? as - bs : aw < bw ? -1 : 1))
    .map(([, value]) => value);
}

function upsert<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}

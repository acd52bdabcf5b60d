import { hash } from 'node:crypto';
import {
  type AgentOpsRecord,
  type EventRecord,
  idFromHash,
  recordVersion,
  type SessionRecord,
} from '@agentops/core';

/** An id for something that a sender knows under other names: the same names give the same id. */
export function derivedId(...names: readonly string[]): string {
  // Lengths keep ('ab', 'c') and ('a', 'bc') apart.
  const text = names.map((name) => `${name.length}:${name}`).join('');
  return idFromHash(hash('sha256', text, 'buffer'));
}

/**
 * Makes records of what came without: a span, an AgentOps event. The same thing sent again gives the same `(writer, seq)`, so
 * that the store sees the repetition.
 */
export class DerivedWriter {
  readonly id: string;

  /** `id`: where the things come from and what holds them together, such as `otlp:<trace id>`. */
  constructor(id: string) {
    this.id = id;
  }

  /**
   * @param key what makes this record another one than the writer's others. What comes again changed has to have another key.
   * @param time epoch milliseconds: of two records that say different things of the same event, the later one holds
   */
  event(
    key: string,
    time: number,
    event: EventRecord['event'],
    kind: EventRecord['kind'] = 'end',
  ): EventRecord {
    return { ...this.#stamp(key, time), kind, event };
  }

  session(
    key: string,
    time: number,
    phase: SessionRecord['phase'],
    session: SessionRecord['session'],
  ): SessionRecord {
    return { ...this.#stamp(key, time), kind: 'session', phase, session };
  }

  #stamp(key: string, time: number) {
    return {
      v: recordVersion,
      writer: this.id,
      // 48 bits: exact as a number, and of a writer's few records no two will share it. As text, because to make a Buffer takes
      // longer than to hash.
      seq: Number.parseInt(hash('sha256', key, 'hex').slice(0, 12), 16),
      unnumbered: true as const,
      time,
    };
  }
}

/** As a store takes them. */
export function toNdjson(records: readonly AgentOpsRecord[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

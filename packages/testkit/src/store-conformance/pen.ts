import {
  type AgentOpsRecord,
  type EventRecord,
  recordVersion,
  type SessionRecord,
} from '@agentops/core';

type EventFields = Omit<EventRecord['event'], 'id'>;
type EventExtras = Pick<EventRecord, 'prompt' | 'chunk' | 'content'>;
type SessionFields = Omit<SessionRecord['session'], 'id'>;

/** When the made-up records of the cases begin, in epoch milliseconds. */
export const dawn = Date.UTC(2026, 2, 1);

/** Writes records by hand, as one process would: numbered, and each a millisecond after the one before. */
export class Pen {
  readonly writer: string;
  #seq = 0;
  #time: number;

  constructor(writer: string, time = dawn) {
    this.writer = writer;
    this.#time = time;
  }

  /** The next record says that it was written then. */
  at(time: number): this {
    this.#time = time;
    return this;
  }

  /** So many records are never seen. */
  lose(records: number): this {
    this.#seq += records;
    return this;
  }

  /** Who it is. */
  writerInfo(segment = 0): AgentOpsRecord {
    const info = {
      pid: 4711,
      processStartTime: '1',
      bootId: 'boot',
      pidNamespace: null,
      threadId: 0,
      hostname: 'a-machine',
      sdkVersion: '1.2.3',
      segment,
    };
    return this.record({ kind: 'writer', info });
  }

  startSession(id: string, fields: SessionFields = {}): AgentOpsRecord {
    const startTime = fields.startTime ?? this.#time;
    return this.session(id, 'start', { ...fields, startTime });
  }

  endSession(
    id: string,
    endState: 'Success' | 'Fail' | 'Indeterminate',
    fields: SessionFields = {},
  ) {
    return this.session(id, 'end', { endTime: this.#time, endState, ...fields });
  }

  session(id: string, phase: SessionRecord['phase'], fields: SessionFields): AgentOpsRecord {
    return this.record({ kind: 'session', phase, session: { id, ...fields } });
  }

  start(sessionId: string, id: string, fields: EventFields = {}, more: EventExtras = {}) {
    const event = {
      type: 'action' as const,
      sessionId,
      startTime: this.#time,
      name: id,
      ...fields,
    };
    return this.event('start', id, event, more);
  }

  end(sessionId: string, id: string, fields: EventFields = {}, more: EventExtras = {}) {
    const event = {
      type: 'action' as const,
      sessionId,
      status: 'ok' as const,
      endTime: this.#time,
    };
    return this.event('end', id, { startTime: this.#time, ...event, ...fields }, more);
  }

  event(
    kind: EventRecord['kind'],
    id: string,
    fields: EventFields,
    more: EventExtras = {},
  ): AgentOpsRecord {
    return this.record({ kind, event: { id, ...fields }, ...more });
  }

  close(reason = 'its process ended'): AgentOpsRecord {
    return this.record({ kind: 'close', reason });
  }

  /** Anything, with this writer's next number. */
  record(body: object): AgentOpsRecord {
    const stamp = { v: recordVersion, writer: this.writer, seq: this.#seq++, time: this.#time++ };
    return { ...stamp, ...body } as AgentOpsRecord;
  }
}

export function linesOf(records: Iterable<unknown>): string {
  return Array.from(records, (record) => `${JSON.stringify(record)}\n`).join('');
}

/** A message with one text. */
export function said(role: string, content: string) {
  return { role, parts: [{ type: 'text' as const, content }] };
}

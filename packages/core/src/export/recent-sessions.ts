import { isEqual } from '../events/equal.ts';
import { FoldedSession } from '../events/fold-session.ts';
import type { WriterState } from '../events/fold-writer.ts';
import type { SessionRecord } from '../events/record.ts';
import type { SessionData } from '../events/session-data.ts';
import type { Finished } from './finished-events.ts';

interface KnownSession {
  readonly folded: FoldedSession;
  lastEventTime: number;
  /** As it is to be sent, and as it was. */
  now?: SessionData;
  sent?: SessionData;
}

/** Sessions as a destination was told of them, and as they are. */
export class RecentSessions {
  readonly #max: number;
  readonly #known = new Map<string, KnownSession>();
  readonly #due = new Set<KnownSession>();

  constructor(max: number) {
    this.#max = max;
  }

  add(record: SessionRecord): void {
    const { id } = record.session;
    let session = this.#known.get(id);
    if (!session) {
      session = { folded: new FoldedSession(id), lastEventTime: 0 };
      this.#known.set(id, session);
    }
    session.folded.add(record);
    this.#due.add(session);
  }

  /** An event of it was over at this time. */
  noteTime(id: string, time: number): void {
    const session = this.#known.get(id);
    if (session && time > session.lastEventTime) session.lastEventTime = time;
  }

  /** This writer closed: what it left open is over. */
  lookAt(writer: string): void {
    for (const session of this.#known.values()) {
      if (session.now?.owner === writer) this.#due.add(session);
    }
  }

  unsent(
    stateOf: (writer: string) => WriterState,
  ): Pick<Finished, 'started' | 'changed' | 'ended'> {
    const started: SessionData[] = [];
    const changed: SessionData[] = [];
    const ended: SessionData[] = [];
    for (const session of this.#due) {
      const now = session.folded.toSession(stateOf, session.lastEventTime);
      const { sent } = session;
      session.now = now;
      const goesOn = sent?.endState !== undefined && now.endState === undefined;
      if (!sent && now.owner !== '') started.push(now);
      else if (!sent || goesOn || !isEqual(withoutEnd(sent), withoutEnd(now))) changed.push(now);
      if (now.endState !== undefined && !isEqual(endOf(sent), endOf(now))) ended.push(now);
    }
    return { started, changed, ended };
  }

  sent(id: string): void {
    const session = this.#known.get(id);
    if (!session?.now) return;
    session.sent = session.now;
    this.#due.delete(session);
  }

  settle(): void {
    for (const session of [...this.#due]) this.sent(session.folded.id);
    this.#forget((session) => session.sent?.endState !== undefined);
    this.#forget(() => true);
  }

  #forget(may: (session: KnownSession) => boolean): void {
    if (this.#known.size <= this.#max) return;
    for (const [id, session] of this.#known) {
      if (this.#known.size <= this.#max) return;
      if (may(session)) this.#known.delete(id);
    }
  }
}

function withoutEnd({ endTime, endState, endStateRaw, endStateReason, ...rest }: SessionData) {
  return rest;
}

function endOf(session: SessionData | undefined): unknown[] {
  return [session?.endTime, session?.endState, session?.endStateRaw, session?.endStateReason];
}

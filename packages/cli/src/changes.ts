import type { AgentOpsEvent, SessionData } from '@agentops/core';

/** Something that has happened since one looked last. */
export type Change<E = AgentOpsEvent> =
  | { kind: 'session-start' | 'session-end'; time: number; session: SessionData }
  | { kind: 'event-start' | 'event-end'; time: number; event: E };

type Timed = Pick<AgentOpsEvent, 'id' | 'startTime' | 'status'> & {
  endTime?: number | null | undefined;
};

/** Tells what is new in what was recorded from one look to the next. An event that came and went in between has ended. */
export class ChangeDetector<E extends Timed = AgentOpsEvent> {
  readonly #events = new Map<string, boolean>();
  readonly #sessions = new Map<string, boolean>();

  /** In the order in which they happened. */
  next(contents: { sessions: readonly SessionData[]; events: readonly E[] }): Change<E>[] {
    const changes: Change<E>[] = [];
    for (const session of contents.sessions) {
      const ended = session.endState !== undefined;
      const before = this.#sessions.get(session.id);
      this.#sessions.set(session.id, ended);
      // One that had ended and is open again has been taken up by another process.
      if (before === undefined || (before && !ended)) {
        changes.push({ kind: 'session-start', time: session.startTime, session });
      }
      if (ended && !before) {
        changes.push({ kind: 'session-end', time: session.endTime ?? session.startTime, session });
      }
    }
    for (const event of contents.events) {
      const ended = event.status !== 'running';
      const before = this.#events.get(event.id);
      if (before === true || before === ended) continue;
      this.#events.set(event.id, ended);
      changes.push(
        ended
          ? { kind: 'event-end', time: event.endTime ?? event.startTime, event }
          : { kind: 'event-start', time: event.startTime, event },
      );
    }
    return changes.sort((a, b) => a.time - b.time || order[a.kind] - order[b.kind]);
  }
}

const order = { 'session-start': 0, 'event-start': 1, 'event-end': 2, 'session-end': 3 };

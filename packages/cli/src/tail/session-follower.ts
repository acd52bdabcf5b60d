import type { AgentOpsEvent } from '@agentops/core';
import type { EventSummary, SessionSummary, StoreReader } from '@agentops/store';
import { type Change, ChangeDetector } from '../changes.ts';
import { shortIds } from '../find-session.ts';
import { totalsFrom } from '../recordings/kept-totals.ts';
import { pages, storedEvents, withoutSums } from '../recordings/stored-recordings.ts';
import type { ChangeSource } from './change-printer.ts';

type Print = (change: Change, source: ChangeSource) => void;
type LightChange = Change<EventSummary>;

interface Batch {
  changes: readonly LightChange[];
  /** Of the sessions that changed. */
  events: readonly EventSummary[];
}

/** So many of the newest sessions are known when one begins to follow, and compared after an outage. */
const knownSessions = 500;
const pageSize = 500;
/** For more, the whole session is asked for at once. */
const askedOneByOne = 20;

/** Asks a store about sessions that changed, and prints what is new in them. */
export class SessionFollower {
  readonly #reader: StoreReader;
  readonly #print: Print;
  readonly #only: string | undefined;
  readonly #detector = new ChangeDetector<EventSummary>();
  /** As they were seen last. */
  readonly #sessions = new Map<string, SessionSummary>();
  /** Of these, all events that there were are known. */
  readonly #followed = new Set<string>();
  readonly #runningAtFirst = new Set<string>();
  /** Found, and not yet printed. */
  readonly #untold: Batch[] = [];
  #isBegun = false;
  /** What started earlier, and was not known at first, is history. */
  #oldest = Number.NEGATIVE_INFINITY;

  /** @param only id of the one session that is followed, from its start; absent: all, from now on */
  constructor(reader: StoreReader, print: Print, only: string | undefined) {
    this.#reader = reader;
    this.#print = print;
    this.#only = only;
  }

  /** At first: what goes on. Later: everything that may have been missed. */
  async catchUp(): Promise<void> {
    await this.#tell();
    if (this.#only !== undefined) return await this.#look(this.#only);
    const { items, next } = await this.#reader.sessions({ limit: knownSessions });
    if (!this.#isBegun) return await this.#begin(items, next !== undefined);
    const changed = items.filter((item) => this.#hasChanged(item)).map(({ id }) => id);
    const newest = new Set(items.map(({ id }) => id));
    const open = [...this.#sessions.values()].filter(({ state }) => state === 'open');
    const others = open.map(({ id }) => id).filter((id) => !newest.has(id));
    await this.look([...others, ...changed.reverse()]);
  }

  async look(ids: Iterable<string>): Promise<void> {
    for (const id of ids) await this.#look(id);
  }

  async #begin(sessions: readonly SessionSummary[], areMore: boolean): Promise<void> {
    const open = new Set(sessions.filter(({ state }) => state === 'open').map(({ id }) => id));
    const running: EventSummary[] = [];
    const status = ['running'] as const;
    for await (const event of pages((page) => this.#reader.events({ ...page, status }), pageSize)) {
      if (open.has(event.sessionId)) running.push(event);
    }
    for (const session of sessions) this.#sessions.set(session.id, session);
    for (const { id } of running) this.#runningAtFirst.add(id);
    if (areMore) this.#oldest = sessions.at(-1)?.startTime ?? this.#oldest;
    this.#isBegun = true;
    const changes = this.#detector.next({ sessions, events: running });
    const ofOpen = changes.filter((change) => {
      return open.has('event' in change ? change.event.sessionId : change.session.id);
    });
    this.#untold.push({ changes: ofOpen, events: running });
    await this.#tell();
  }

  async #look(id: string): Promise<void> {
    const session = await this.#reader.session(id);
    if (!session) return;
    const events: EventSummary[] = [];
    const ofSession = (page: object) => this.#reader.events({ ...page, sessionId: id });
    for await (const event of pages(ofSession, pageSize)) events.push(event);
    const before = this.#sessions.get(id);
    const changes = this.#detector.next({ sessions: [session], events });
    const isNew = this.#followed.has(id) ? () => true : this.#newsOf(session, before);
    this.#sessions.set(id, session);
    this.#followed.add(id);
    this.#untold.push({ changes: changes.filter(isNew), events });
    await this.#tell();
  }

  /** Which changes of a session whose events have not been looked at before are new. */
  #newsOf(
    { startTime }: SessionSummary,
    before: SessionSummary | undefined,
  ): (change: LightChange) => boolean {
    if (this.#only !== undefined) return () => true;
    if (!before) return () => startTime >= this.#oldest;
    return (change) =>
      !('event' in change) ||
      change.time > before.lastTime ||
      this.#runningAtFirst.has(change.event.id);
  }

  #hasChanged(session: SessionSummary): boolean {
    const before = this.#sessions.get(session.id);
    return (
      before?.state !== session.state ||
      before.lastTime !== session.lastTime ||
      before.totals.events !== session.totals.events
    );
  }

  /** What can't be told because the collector went away is told later. */
  async #tell(): Promise<void> {
    for (let batch = this.#untold[0]; batch; batch = this.#untold[0]) {
      const { changes, events } = batch;
      const changed = changes.flatMap((change) => ('event' in change ? [change.event] : []));
      const whole = await this.#whole(changed);
      this.#untold.shift();
      const source = this.#source(events);
      for (const change of changes) {
        if ('event' in change) {
          const event = whole.get(change.event.id);
          // It is gone, or has ended since, which is told next.
          if (!event || (change.kind === 'event-start' && event.status !== 'running')) continue;
          this.#print({ ...change, event }, source);
        } else {
          const session = withoutSums(change.session as SessionSummary);
          this.#print({ ...change, session }, source);
        }
      }
    }
  }

  async #whole(events: readonly EventSummary[]): Promise<Map<string, AgentOpsEvent>> {
    const found = new Map<string, AgentOpsEvent>();
    for (const [sessionId, some] of Map.groupBy(events, (event) => event.sessionId)) {
      if (some.length > askedOneByOne) {
        const ids = new Set(some.map(({ id }) => id));
        for await (const event of storedEvents(this.#reader, sessionId)) {
          if (ids.has(event.id)) found.set(event.id, event);
        }
        continue;
      }
      for (const event of await Promise.all(some.map(({ id }) => this.#reader.event(id)))) {
        if (event) found.set(event.id, event);
      }
    }
    return found;
  }

  #source(events: readonly EventSummary[]): ChangeSource {
    const ids = shortIds([...this.#sessions.values()]);
    const parents = new Map(
      events.map(({ id, parentId }) => [id, parentId === null ? { id } : { id, parentId }]),
    );
    return {
      shortId: (id) => ids.get(id) ?? id,
      totals: ({ id }) => totalsFrom(this.#sessions.get(id) as SessionSummary, Date.now()),
      parentOf: ({ parentId }) => parents.get(parentId ?? ''),
      whole: (event) => event,
    };
  }
}

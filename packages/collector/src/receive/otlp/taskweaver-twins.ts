import { type AgentOpsRecord, mergedIntoAttribute } from '@agentops/core';
import {
  type Span,
  TASKWEAVER_ROUND_ID,
  TASKWEAVER_SCOPE,
  TASKWEAVER_SESSION_ID,
} from '@agentops/semconv';
import type { EventQuery, EventSummary, SessionSummary, Store } from '@agentops/store';
import { DerivedWriter, derivedId, toNdjson } from '../derived-records.ts';
import { sessionIdOf } from './session-id.ts';

const adapterName = '@agentops/adapter-taskweaver';
/** Of more sessions it is forgotten which of TaskWeaver's they are: it is asked again. */
const maxKnown = 10_000;
const pageSize = 500;

/**
 * Where TaskWeaver's tracing and our adapter for it are both on, the same round is told twice. The adapter tells more of it, so that
 * the spans' copy of a round is deleted when the adapter's is here, whole, whichever came first. What only spans tell stays.
 */
export class TaskWeaverTwins {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #stop: () => void;
  /** TaskWeaver's ids of sessions that spans told of, by our id of what they told. */
  readonly #told = new Map<string, string>();
  /** Of other sessions: TaskWeaver's id, or that they are none of its. */
  readonly #known = new Map<string, string | undefined>();
  readonly #due = new Set<string>();
  #working: Promise<void> | undefined;

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
    this.#stop = store.onChange(({ sessionIds }) => this.#changed(sessionIds));
  }

  /** These are about to be stored. */
  expect(spans: readonly Span[]): void {
    for (const { scope, attributes } of spans) {
      const id = attributes.session_id;
      if (scope.name === TASKWEAVER_SCOPE && typeof id === 'string' && id !== '') this.#watch(id);
    }
  }

  /** Looks at what an earlier process stored last. */
  async recall(): Promise<void> {
    const query = { adapter: [TASKWEAVER_SCOPE], limit: pageSize };
    for (const session of (await this.#store.reader.sessions(query)).items) {
      const id = hostIdOf(session);
      if (id === undefined) continue;
      this.#watch(id);
      this.#due.add(session.id);
    }
    await this.settled();
  }

  /** Resolves when all is done that was to be done. */
  async settled(): Promise<void> {
    if (this.#due.size > 0) this.#work();
    while (this.#working) await this.#working;
  }

  close(): void {
    this.#stop();
    this.#due.clear();
  }

  #watch(hostId: string): void {
    this.#told.set(sessionIdOf(hostId), hostId);
    forgetBeyond(this.#told, maxKnown);
  }

  #changed(sessionIds: readonly string[]): void {
    if (this.#told.size === 0) return;
    for (const id of sessionIds) this.#due.add(id);
    this.#work();
  }

  /** What fails is looked at again with the next change. */
  #work(): void {
    this.#working ??= this.#settleAll()
      .catch(() => {})
      .finally(() => {
        this.#working = undefined;
        if (this.#due.size > 0) this.#work();
      });
  }

  async #settleAll(): Promise<void> {
    const hostIds = new Set<string>();
    for (const id of [...this.#due]) {
      this.#due.delete(id);
      const hostId = await this.#hostIdOf(id);
      if (hostId !== undefined) hostIds.add(hostId);
    }
    for (const hostId of hostIds) await this.#settle(hostId);
  }

  async #hostIdOf(id: string): Promise<string | undefined> {
    const told = this.#told.get(id);
    if (told !== undefined || this.#known.has(id)) return told ?? this.#known.get(id);
    const session = await this.#store.reader.session(id);
    if (!session) return undefined;
    const hostId = hostIdOf(session);
    // Before its start came, it does not say.
    if (session.source) this.#known.set(id, hostId);
    forgetBeyond(this.#known, maxKnown);
    return hostId;
  }

  async #settle(hostId: string): Promise<void> {
    const own = sessionIdOf(hostId);
    const twins = this.#told.has(own) ? await this.#twinsOf(hostId, own) : [];
    if (twins.length === 0) return;
    const events: EventSummary[] = [];
    for await (const event of this.#events({ sessionId: own })) events.push(event);
    const rounds = await this.#roundsOf(events);
    if (rounds.size === 0) return;
    const covered = await this.#roundsOf(await this.#endedActions(twins));
    const roots = [...rounds].filter(([id]) => covered.has(id)).map(([, event]) => event);
    const twice = withDescendants(roots, events);
    if (twice.length === 0) return;
    const mergedInto = twice.length === events.length ? twins[0]?.id : undefined;
    await this.#delete(own, twice, mergedInto);
  }

  /** Of a round that has not ended the adapter may never tell the rest. */
  async #endedActions(twins: readonly SessionSummary[]): Promise<EventSummary[]> {
    const actions: EventSummary[] = [];
    for (const { id } of twins) {
      for await (const event of this.#events({ sessionId: id, type: ['action'] })) {
        if (event.endTime !== null) actions.push(event);
      }
    }
    return actions;
  }

  /** Sessions are deleted whole. So the events go to one that nobody sees, and that is deleted. */
  async #delete(
    own: string,
    twice: readonly EventSummary[],
    mergedInto: string | undefined,
  ): Promise<void> {
    const hidden = derivedId('told twice', own);
    const writer = new DerivedWriter(`otlp:twice:${own}`);
    const now = this.#now();
    const records: AgentOpsRecord[] = twice.map(({ id, startTime, endTime }) => {
      // Later than whatever moved it into its session just now.
      const time = Math.max(now, endTime ?? startTime) + 1;
      const kind = endTime === null ? 'update' : 'end';
      return writer.event(`${id}@${time}`, time, { id, sessionId: hidden }, kind);
    });
    if (mergedInto !== undefined) {
      const attributes = { [mergedIntoAttribute]: mergedInto };
      records.push(writer.session(`merged@${now}`, now, 'update', { id: own, attributes }));
    }
    await this.#store.append(toNdjson(records));
    await this.#store.project();
    await this.#store.prune({ sessionIds: [hidden] });
  }

  /** A session that was stopped and goes on is another one of the adapter's. */
  async #twinsOf(hostId: string, own: string): Promise<SessionSummary[]> {
    const query = { name: hostId, adapter: [adapterName], limit: pageSize };
    const { items } = await this.#store.reader.sessions(query);
    return items.filter((session) => session.id !== own && hostIdOf(session) === hostId);
  }

  /** By TaskWeaver's id of the round. */
  async #roundsOf(events: readonly EventSummary[]): Promise<Map<string, EventSummary>> {
    const rounds = new Map<string, EventSummary>();
    for (const event of events) {
      if (event.kind !== 'round') continue;
      const whole = await this.#store.reader.event(event.id);
      const id = whole?.attributes[TASKWEAVER_ROUND_ID];
      if (typeof id === 'string') rounds.set(id, event);
    }
    return rounds;
  }

  async *#events(query: EventQuery): AsyncGenerator<EventSummary> {
    let cursor: string | undefined;
    do {
      const from = cursor === undefined ? {} : { cursor };
      const page = await this.#store.reader.events({ ...query, ...from, limit: pageSize });
      yield* page.items;
      cursor = page.next;
    } while (cursor !== undefined);
  }
}

function hostIdOf({ attributes }: SessionSummary): string | undefined {
  const id = attributes[TASKWEAVER_SESSION_ID];
  return typeof id === 'string' ? id : undefined;
}

function withDescendants(
  roots: readonly EventSummary[],
  events: readonly EventSummary[],
): EventSummary[] {
  const children = Map.groupBy(events, ({ parentId }) => parentId);
  const found = new Set(roots);
  // A set goes on with what is added while it is walked.
  for (const { id } of found) for (const child of children.get(id) ?? []) found.add(child);
  return [...found];
}

function forgetBeyond(map: Map<string, unknown>, size: number): void {
  for (const key of map.keys()) {
    if (map.size <= size) return;
    map.delete(key);
  }
}

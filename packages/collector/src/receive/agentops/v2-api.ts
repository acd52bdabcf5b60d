import type { AgentOpsRecord, Attribution } from '@agentops/core';
import { AGENTOPS_UNATTRIBUTED } from '@agentops/semconv';
import type { Appended, Store } from '@agentops/store';
import type { z } from 'zod';
import { derivedId } from '../derived-records.ts';
import { eventRecords } from './event-records.ts';
import {
  type RememberedSession,
  type SessionMemory,
  sourceOf,
  writerOf,
} from './session-memory.ts';
import { impliedStart, isSessionOver, startRecord, updateRecord } from './session-records.ts';
import type { agentBody, developerErrorBody, EventBody, SessionBody } from './v2-body.ts';

/** How long an answer waits for the session's cost to be up to date. */
const costWaitMs = 5000;

/** The endpoints under /v2: what they keep, and what the clients get to know. */
export class V2Api {
  readonly #store: Store;
  readonly #sessions: SessionMemory;
  readonly #keep: (records: readonly AgentOpsRecord[]) => Promise<Appended>;

  constructor(
    store: Store,
    sessions: SessionMemory,
    keep: (records: readonly AgentOpsRecord[]) => Promise<Appended>,
  ) {
    this.#store = store;
    this.#sessions = sessions;
    this.#keep = keep;
  }

  async createSession(body: SessionBody): Promise<void> {
    const id = body.session_id;
    const session = await this.#sessions.touch(id);
    const record = startRecord(writerOf(id), body, this.#sessions.now());
    const { accepted } = await this.#keep([record]);
    session.source = sourceOf(body.host_env);
    if (accepted > 0) session.state = 'open';
  }

  /** US dollars that the session's calls cost so far, as a decimal number. */
  async updateSession(body: SessionBody): Promise<string> {
    const id = body.session_id;
    const session = await this.#sessions.touch(id);
    const writer = writerOf(id);
    const isOver = isSessionOver(body);
    // An end has to be later than what opened the session.
    const reopened = this.#reopened(session, id);
    const time = this.#sessions.now();
    await this.#keep([
      impliedStart(writer, id, body.init_timestamp ?? time),
      ...reopened,
      updateRecord(writer, body, time),
    ]);
    if (isOver) session.state = 'ended';
    else reopen(session);
    return this.#costOf(id, body.end_timestamp != null);
  }

  /** @param sessionId the one that the sender's token is for */
  async events(
    events: readonly EventBody[],
    sessionId: string | undefined,
    isUpdate: boolean,
  ): Promise<void> {
    const records: AgentOpsRecord[] = [];
    const sessions: RememberedSession[] = [];
    for (const [id, group] of groupBySession(events, sessionId)) {
      const session = await this.#sessions.touch(id);
      sessions.push(session);
      const time = this.#sessions.now();
      const writer = writerOf(id);
      const attribution = sessionId ? 'handle' : attributionOf(id);
      if (!sessionId) records.push(this.#impliedStart(id, attribution, group, time));
      records.push(...this.#reopened(session, id));
      const { source, agents } = session;
      const agentOf = (agentId: string) => agents.get(agentId) ?? { id: agentId, name: agentId };
      const now = () => this.#sessions.now();
      const context = { sessionId: id, attribution, now, source, agentOf, isUpdate };
      for (const event of group) records.push(...eventRecords(writer, event, context));
    }
    if (records.length > 0) await this.#keep(records);
    sessions.forEach(reopen);
  }

  async createAgent(body: z.output<typeof agentBody>, sessionId: string | undefined) {
    const id = sessionId ?? unattributedId();
    const session = await this.#sessions.touch(id);
    const time = this.#sessions.now();
    const agentId = body.id || derivedId('agentops-agent', id, body.name ?? '');
    const agent = { id: agentId, name: body.name || agentId };
    const writer = writerOf(id);
    const key = `agent ${agent.id} ${agent.name}`;
    await this.#keep([
      ...(sessionId ? [] : [this.#impliedStart(id, 'none', [], time)]),
      ...this.#reopened(session, id),
      writer.session(key, time, 'update', { id, agent }),
    ]);
    session.agents.set(agent.id, agent);
    reopen(session);
  }

  /** What clients before 0.3.10 report of their own failures. */
  async developerError(
    body: z.output<typeof developerErrorBody>,
    sessionId: string | undefined,
  ): Promise<void> {
    const event: EventBody = {
      event_type: 'errors',
      session_id: body.session_id,
      init_timestamp: this.#sessions.now(),
      error_type: 'agentops.tracking',
      details: [body.type, body.message].filter(Boolean).join(': '),
      logs: body.stack_trace,
    };
    await this.events([event], sessionId, false);
  }

  /** What comes after a session was taken for idle opens it again. */
  #reopened(session: RememberedSession, id: string): AgentOpsRecord[] {
    if (session.state !== 'idle') return [];
    const time = this.#sessions.now();
    return [writerOf(id).session(`reopen ${time}`, time, 'start', { id })];
  }

  #impliedStart(
    id: string,
    attribution: Attribution,
    events: readonly EventBody[],
    time: number,
  ): AgentOpsRecord {
    const times = events.map((event) => event.init_timestamp ?? event.timestamp ?? time);
    const unattributed = attribution === 'none' ? { [AGENTOPS_UNATTRIBUTED]: true } : undefined;
    return impliedStart(writerOf(id), id, Math.min(time, ...times), unattributed);
  }

  async #costOf(id: string, isUpToDate: boolean): Promise<string> {
    if (isUpToDate) {
      // A store that is far behind must not hold up the client's exit.
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, costWaitMs);
      });
      await Promise.race([this.#store.project(), late]).finally(() => clearTimeout(timer));
    }
    const summary = await this.#store.reader.session(id);
    const cost = summary?.totals.costUsd ?? 0;
    return cost === 0 ? '0.00' : cost.toFixed(9);
  }
}

/** That it is open again was stored. */
function reopen(session: RememberedSession): void {
  if (session.state === 'idle') session.state = 'open';
}

/** By the sender's token; without one, by what the events say themselves. */
function groupBySession(
  events: readonly EventBody[],
  sessionId: string | undefined,
): Map<string, EventBody[]> {
  const idOf = (event: EventBody) => sessionId ?? (event.session_id || unattributedId());
  return Map.groupBy(events, idOf);
}

function attributionOf(id: string): Attribution {
  return id === unattributedId() ? 'none' : 'host-id';
}

/** Where the events of a client go whose `create_session` did not come through: one session a day. */
function unattributedId(): string {
  return derivedId('agentops-unattributed', new Date().toISOString().slice(0, 10));
}

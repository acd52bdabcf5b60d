import {
  type Agent,
  cutTexts,
  type Finished,
  type FinishedEvent,
  Isolation,
  type IsolationRound,
  type Refusal,
  type SessionCost,
  type SessionData,
} from '@agentops/core';
import { isRefusal, isThereAlready, statusOf, verdictOf } from '../api-error.ts';
import { batches } from '../batches.ts';
import type { Protocol, Sent } from '../protocol.ts';
import { RecentMap } from '../recent-map.ts';
import { agentsIn, bySession, type SessionWork } from './session-work.ts';
import type { V2Api } from './v2-api.ts';
import { type WireEvent, wireEvent } from './wire-event.ts';
import { wireId } from './wire-id.ts';
import { endedSession, runningSession, type WireSession } from './wire-session.ts';

/** Events of one request: as many as the SDK sends, and no more than servers take. */
const maxBatch = { items: 25, bytes: 4 * 1024 * 1024 };
const maxSessions = 2000;

/** What this process has told of one session. */
interface Told {
  /** How it was described last, as JSON. */
  session?: string;
  readonly agents: Map<string, string>;
}

/** Sessions and events, as the Python SDK 0.3.26 sends them. */
export class V2Protocol implements Protocol {
  /** Most events are two records, a start and an end. */
  readonly maxRecords = 2 * maxBatch.items;
  readonly #api: V2Api;
  readonly #onSessionCost: (cost: SessionCost) => void;
  readonly #told = new RecentMap<string, Told>(maxSessions);
  readonly #isolation = new Isolation(verdictOf);

  constructor(api: V2Api, onSessionCost: (cost: SessionCost) => void) {
    this.#api = api;
    this.#onSessionCost = onSessionCost;
  }

  async send(finished: Finished, sent: Sent): Promise<Refusal | undefined> {
    return await this.#isolation.round(async (round) => {
      for (const [id, work] of bySession(finished)) await this.#sendSession(id, work, sent, round);
    });
  }

  async #sendSession(
    id: string,
    work: SessionWork,
    sent: Sent,
    round: IsolationRound,
  ): Promise<void> {
    const sessionId = wireId(id);
    const { session } = work;
    let told: Told;
    try {
      told = await this.#open(sessionId, work);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // Then nothing of it can be sent.
      const all = [...work.events, ...work.changed];
      round.add(all.length + 1, error.message);
      sent(session ? [...all, session] : all);
      return;
    }
    if (session) await this.#tellSession(session, told, sent, round);
    for (const agent of agentsIn(work)) await this.#tellAgent(sessionId, agent, told, round);
    const [events, changed] = [work.events, work.changed].map((list) =>
      list.map((event) => withWire(event, wireEvent(event))),
    ) as [WithWire[], WithWire[]];
    const taken = (items: readonly WithWire[]) => sent(items.map(({ event }) => event));
    for (const batch of batches(events, maxBatch, ({ bytes }) => bytes)) {
      const send = (items: readonly WithWire[]) => this.#api.createEvents(sessionId, wires(items));
      await round.isolate(batch, { send, taken, shorten });
    }
    for (const batch of batches(changed, maxBatch, ({ bytes }) => bytes)) {
      const send = (items: readonly WithWire[]) => this.#api.updateEvents(sessionId, wires(items));
      await round.isolate(batch, { send, taken, shorten });
    }
    if (session?.endState === undefined) return;
    await round.isolate([session], {
      send: async () => {
        const costUsd = await this.#api.updateSession(sessionId, endedSession(session));
        if (costUsd !== undefined) this.#tellCost({ sessionId: id, costUsd });
      },
      taken: () => {
        delete told.session;
        sent([session]);
      },
    });
  }

  #tellCost(cost: SessionCost): void {
    try {
      this.#onSessionCost(cost);
    } catch {
      // Who asked for it has failed, and not the destination: nothing is sent again because of it.
    }
  }

  async #open(sessionId: string, { session, isNew, events }: SessionWork): Promise<Told> {
    const known = this.#told.get(sessionId);
    if (known && this.#api.isOpen(sessionId)) return known;
    const told: Told = known ?? { agents: new Map() };
    if (session && isNew && !known) {
      const wire = runningSession(session);
      await this.#create(sessionId, wire);
      told.session = JSON.stringify(wire);
    } else await this.#join(sessionId, events);
    this.#told.set(sessionId, told);
    return told;
  }

  /** Where the answer was lost the first time, it is there already. */
  async #create(sessionId: string, session: WireSession): Promise<void> {
    try {
      await this.#api.createSession(sessionId, session);
    } catch (error) {
      if (statusOf(error) !== isThereAlready) throw error;
      await this.#api.reauthorize(sessionId);
    }
  }

  /** Another process began it, or this one did before it was forgotten. */
  async #join(sessionId: string, events: readonly FinishedEvent[]): Promise<void> {
    try {
      await this.#api.reauthorize(sessionId);
    } catch (error) {
      if (!isRefusal(error) && statusOf(error) !== 404) throw error;
      // It is not there (yet): whoever began it will say more of it.
      const startTime = Math.min(Date.now(), ...events.map((event) => event.startTime));
      await this.#api.createSession(
        sessionId,
        runningSession(unknownSession(sessionId, startTime)),
      );
    }
  }

  async #tellSession(
    session: SessionData,
    told: Told,
    sent: Sent,
    round: IsolationRound,
  ): Promise<void> {
    // Its end will tell all of it.
    if (session.endState !== undefined) return;
    const wire = runningSession(session);
    const text = JSON.stringify(wire);
    // Without its start, a part only is known of its tags and host, and would replace the whole.
    if (session.owner === '' || text === told.session) return sent([session]);
    await round.isolate([session], {
      send: () => this.#api.updateSession(wireId(session.id), wire),
      taken: () => {
        told.session = text;
        sent([session]);
      },
    });
  }

  async #tellAgent(
    sessionId: string,
    agent: Agent,
    told: Told,
    round: IsolationRound,
  ): Promise<void> {
    if (told.agents.get(agent.id) === agent.name) return;
    await round.isolate([agent], {
      send: () => this.#api.createAgent(sessionId, { id: wireId(agent.id), name: agent.name }),
      // One that was refused is not told with each batch.
      taken: () => {
        told.agents.set(agent.id, agent.name);
      },
    });
  }
}

interface WithWire {
  event: FinishedEvent;
  wire: WireEvent;
  bytes: number;
}

function withWire(event: FinishedEvent, wire: WireEvent): WithWire {
  return { event, wire, bytes: JSON.stringify(wire).length };
}

function shorten({ event, wire }: WithWire): WithWire | undefined {
  const short = cutTexts(wire);
  return short && withWire(event, short);
}

function wires(items: readonly WithWire[]): WireEvent[] {
  return items.map(({ wire }) => wire);
}

function unknownSession(id: string, startTime: number): SessionData {
  return {
    id,
    startTime,
    tags: [],
    agents: [],
    hostEnv: {},
    source: null,
    attributes: {},
    owner: '',
  };
}

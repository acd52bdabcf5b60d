import type { Agent } from './base-event.ts';
import type { WriterState } from './fold-writer.ts';
import type { SessionRecord } from './record.ts';
import type { EndState, SessionData } from './session-data.ts';
import { compareTimes, Fields, rankOf, type Stamp } from './stamp.ts';

interface Ending {
  stamp: Stamp;
  automatic: boolean;
  fields: Pick<SessionData, 'endTime' | 'endState' | 'endStateRaw' | 'endStateReason'>;
}

/** What the records read so far say about one session. */
export class FoldedSession {
  readonly id: string;
  readonly #fields = new Fields();
  readonly #attributes = new Fields();
  readonly #hostEnv = new Fields();
  readonly #agents = new Fields();
  readonly #agentOrder = new Map<string, Stamp>();
  readonly #tagChanges = new Map<string, { stamp: Stamp; add: string[]; replaces: boolean }>();
  readonly #endings = new Map<string, Ending>();
  #start: Stamp | undefined;
  #lastTime = 0;

  constructor(id: string) {
    this.id = id;
  }

  add(record: SessionRecord): void {
    const { writer, seq, time } = record;
    const stamp: Stamp = { rank: rankOf[record.phase], time, writer, seq };
    const key = `${writer}:${seq}`;
    const {
      id,
      addTags,
      setTags,
      agent,
      automatic,
      attributes,
      hostEnv,
      endTime,
      endState,
      endStateRaw,
      endStateReason,
      ...fields
    } = record.session;
    if (time > this.#lastTime) this.#lastTime = time;
    // A session that outlives a process starts again: its first start time holds, its last start's owner does.
    const { startTime, ...others } = fields;
    this.#fields.setAll(others, stamp);
    // The negative time lets the earliest start win.
    if (startTime !== undefined) this.#fields.set('startTime', startTime, earliest(startTime));
    if (attributes) this.#attributes.setAll(attributes, stamp);
    if (hostEnv) this.#hostEnv.setAll(hostEnv, stamp);
    if (agent) this.#addAgent(agent, stamp);
    if (setTags) this.#tagChanges.set(key, { stamp, add: setTags, replaces: true });
    if (addTags) this.#tagChanges.set(`${key}:add`, { stamp, add: addTags, replaces: false });
    if (record.phase === 'start' && (!this.#start || compareTimes(stamp, this.#start) > 0)) {
      this.#start = stamp;
    }
    if (record.phase === 'end') {
      const ending = { endTime, endState, endStateRaw, endStateReason };
      this.#endings.set(key, { stamp, automatic: automatic === true, fields: ending as never });
    }
  }

  /** `lastEventTime`: when its last event ended or started. */
  toSession(stateOf: (writer: string) => WriterState, lastEventTime = 0): SessionData {
    const fields = this.#fields.toObject();
    const owner = this.#start?.writer ?? '';
    const session: SessionData = {
      startTime: 0,
      source: null,
      ...fields,
      id: this.id,
      tags: this.#tags(),
      agents: this.#sortedAgents(),
      hostEnv: this.#hostEnv.toObject(),
      attributes: this.#attributes.toObject(),
      owner,
    };
    const ending = this.#ending();
    if (ending) {
      for (const [key, value] of Object.entries(ending.fields)) {
        if (value !== undefined) Object.assign(session, { [key]: value });
      }
      return session;
    }
    const state = stateOf(owner);
    if (owner !== '' && state.state !== 'alive') {
      session.endState = 'Indeterminate' satisfies EndState;
      session.endStateReason = state.reason;
      session.endTime = Math.max(this.#lastTime, lastEventTime);
    }
    return session;
  }

  /** An explicit end beats an automatic one, then the later one; a start after an end reopens the session. */
  #ending(): Ending | undefined {
    let best: Ending | undefined;
    for (const ending of this.#endings.values()) {
      if (this.#start && compareTimes(ending.stamp, this.#start) < 0) continue;
      if (!best || beats(ending, best)) best = ending;
    }
    return best;
  }

  #addAgent(agent: Agent, stamp: Stamp): void {
    this.#agents.set(agent.id, agent, stamp);
    const first = this.#agentOrder.get(agent.id);
    if (!first || compareTimes(stamp, first) < 0) this.#agentOrder.set(agent.id, stamp);
  }

  #sortedAgents(): Agent[] {
    return [...this.#agentOrder]
      .sort(([, a], [, b]) => compareTimes(a, b))
      .map(([id]) => this.#agents.get(id) as Agent);
  }

  #tags(): string[] {
    let tags: string[] = [];
    for (const change of [...this.#tagChanges.values()].sort((a, b) =>
      compareTimes(a.stamp, b.stamp),
    )) {
      tags = change.replaces ? [...change.add] : [...tags, ...change.add];
    }
    return [...new Set(tags)];
  }
}

function earliest(startTime: number): Stamp {
  return { rank: 0, time: -startTime, writer: '', seq: 0 };
}

function beats(a: Ending, b: Ending): boolean {
  if (a.automatic !== b.automatic) return b.automatic;
  return compareTimes(a.stamp, b.stamp) > 0;
}

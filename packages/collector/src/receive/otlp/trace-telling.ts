import {
  type AgentOpsRecord,
  type Attribution,
  type EventRecord,
  mergedIntoAttribute,
} from '@agentops/core';
import { AGENTOPS_UNATTRIBUTED, type MappedSpan, type Span } from '@agentops/semconv';
import { DerivedWriter, derivedId } from '../derived-records.ts';
import { eventLines, sourceOf } from './event-lines.ts';
import type { OpenSessions } from './open-sessions.ts';
import { sessionIdOf } from './session-id.ts';
import { statementsOf, tick } from './session-statements.ts';
import { SpanEventIds } from './span-event-ids.ts';
import type { RecordedEvent, SessionStatement, TraceEntry } from './trace-memory.ts';

/** How many spans in a row may be parts of one another. */
const maxParts = 100;

/** What the spans of one trace in one request tell. */
export class TraceTelling {
  /** NDJSON. */
  #text = '';
  readonly #writer: DerivedWriter;
  readonly #entry: TraceEntry;
  readonly #sessions: OpenSessions;
  readonly #now: number;
  /** The trace's own session. */
  readonly #own: string;
  readonly #ids: SpanEventIds;
  readonly #earliest = new Map<string, { span: Span; mapped: MappedSpan }>();

  constructor(traceId: string, entry: TraceEntry, sessions: OpenSessions, now: number) {
    this.#writer = new DerivedWriter(`otlp:${traceId}`);
    this.#own = derivedId('trace', traceId);
    this.#ids = new SpanEventIds(this.#own);
    this.#entry = entry;
    this.#sessions = sessions;
    this.#now = now;
  }

  learn(span: Span, mapped: MappedSpan): void {
    const { id } = mapped.session;
    if (id !== undefined && this.#entry.session === undefined)
      this.#entry.session = sessionIdOf(id);
    const eventId = mapped.own === 'session' ? undefined : mapped.event.id;
    if (eventId !== undefined) this.#entry.ownIds.set(span.spanId, eventId);
    if (mapped.part && span.parentSpanId !== undefined) {
      this.#entry.parts.set(span.spanId, span.parentSpanId);
    }
  }

  foresee(span: Span, mapped: MappedSpan): void {
    const sessionId = this.#sessionOf(mapped);
    const known = this.#earliest.get(sessionId);
    if (!known || span.startTime < known.span.startTime) {
      this.#earliest.set(sessionId, { span, mapped });
    }
  }

  tell(span: Span, mapped: MappedSpan): void {
    const sessionId = this.#sessionOf(mapped);
    const first = this.#earliest.get(sessionId);
    if (first) {
      this.#earliest.delete(sessionId);
      this.#start(sessionId, first.span, first.mapped);
    }
    const lastTime = Math.max(span.startTime, span.endTime);
    this.#sessions.touch(sessionId, this.#writer.id, this.#now, lastTime);
    for (const [key, statement] of statementsOf(span, mapped)) this.#say(sessionId, key, statement);
    if (mapped.own === 'session') return;
    const { session, provisional } = this.#entry;
    const { parentSpanId } = span;
    const id = mapped.event.id ?? this.#eventOf(span.spanId);
    // One of ours says itself what it is under.
    const isUnder = !mapped.own && parentSpanId !== undefined;
    const parentId = isUnder ? this.#eventOf(parentSpanId) : undefined;
    const place = { sessionId, attribution: attributionOf(mapped), id, parentId };
    for (const { event, line } of eventLines(this.#writer, span, mapped, place)) {
      this.#text += line;
      if (mapped.part && event.id === id) continue;
      if (session === undefined) provisional.set(event.id, event);
      if (isUnder && mayMove(mapped) && (mapped.part || event.id === id)) {
        this.#rememberParent(mapped.part ? span.spanId : parentSpanId, event);
      }
    }
    if (mapped.event.id !== undefined || mapped.part) this.#adopt(span.spanId, id);
    else this.#entry.orphans.delete(span.spanId);
  }

  /** Returns all of it, as NDJSON. */
  finish(): string {
    const entry = this.#entry;
    const { session } = entry;
    if (entry.unsure) {
      for (const [sessionId, statements] of entry.said) {
        for (const [key, statement] of statements) this.#record(sessionId, key, statement);
      }
    }
    if (session !== undefined && entry.provisional.size > 0 && (!entry.moved || entry.unsure)) {
      this.#move(session);
    }
    entry.unsure = false;
    return this.#text;
  }

  #sessionOf(mapped: MappedSpan): string {
    const { id } = mapped.session;
    if (id !== undefined) return sessionIdOf(id);
    return this.#entry.session ?? this.#own;
  }

  #start(sessionId: string, span: Span, mapped: MappedSpan): void {
    const { startTime } = span;
    const patch = { startTime, source: sourceOf(span, mapped) };
    // A sender with ids of its own (a round trip) also owns the session, and its records may be in this store too.
    const phase = mapped.event.id === undefined ? 'start' : 'update';
    this.#say(sessionId, 'start', { phase, time: startTime, patch });
    const session = this.#sessions.get(sessionId);
    if (session?.state !== 'idle') return;
    const time = Math.max(this.#now, session.turnedAt + tick);
    session.state = 'open';
    session.turnedAt = time;
    session.reopenedAt = time;
    this.#say(sessionId, `reopen:${time}`, { phase: 'start', time, patch: {} });
  }

  /** Tells a session something that it was not told yet. */
  #say(sessionId: string, key: string, statement: SessionStatement): void {
    let said = this.#entry.said.get(sessionId);
    if (!said) {
      said = new Map();
      this.#entry.said.set(sessionId, said);
    }
    const known = said.get(key);
    if (!known) {
      const { phase, time } = statement;
      const session = this.#sessions.touch(sessionId, this.#writer.id, this.#now, 0);
      if (phase === 'start') {
        session.state = 'open';
        session.owner = this.#writer.id;
        session.turnedAt = Math.max(session.turnedAt, time);
      }
      if (phase === 'end') session.state = 'ended';
      const started = said.get('start')?.time ?? 0;
      const end = Math.max(time, started + tick, session.reopenedAt + tick);
      const told = phase === 'end' ? { ...statement, time: end } : statement;
      said.set(key, told);
      this.#record(sessionId, key, told);
      return;
    }
    const startTime = statement.patch.startTime;
    if (key !== 'start' || startTime === undefined) return;
    if (startTime < (known.patch.startTime as number)) {
      // A later start would open a session that has ended.
      known.patch = { ...known.patch, startTime };
      const patch = { startTime };
      this.#record(sessionId, `begin:${startTime}`, { phase: 'update', time: startTime, patch });
    }
  }

  /** The event that a span is, or is a part of. */
  #eventOf(spanId: string): string {
    const whole = this.#wholeOf(spanId);
    return this.#entry.ownIds.get(whole) ?? this.#ids.of(whole);
  }

  #wholeOf(spanId: string): string {
    const { parts } = this.#entry;
    let whole = spanId;
    // A stranger's spans may be parts of one another.
    for (let depth = 0; depth < maxParts; depth++) {
      const parent = parts.get(whole);
      if (parent === undefined) return whole;
      whole = parent;
    }
    return spanId;
  }

  /** Of a parent that did not come yet it is not known whether it has an id of its own, or is a part of another event. */
  #rememberParent(parentSpanId: string, event: RecordedEvent): void {
    const { ownIds, orphans } = this.#entry;
    const whole = this.#wholeOf(parentSpanId);
    if (ownIds.has(whole)) return;
    const siblings = orphans.get(whole);
    if (siblings) siblings.push(event);
    else orphans.set(whole, [event]);
  }

  #adopt(spanId: string, parentId: string): void {
    const { orphans, parts } = this.#entry;
    const children = orphans.get(spanId);
    if (!children) return;
    orphans.delete(spanId);
    for (const event of children) {
      this.#change(event, { parentId }, `adopt:${event.id}:${parentId}`);
      if (parts.has(spanId)) this.#rememberParent(spanId, event);
    }
  }

  /** Says something else of an event that is recorded already. */
  #change(recorded: RecordedEvent, fields: Partial<EventRecord['event']>, key: string) {
    const { id, time, open } = recorded;
    // An end would end an event that goes on.
    const kind = open ? 'update' : 'end';
    // Of two changes the later one is to hold.
    recorded.time = Math.max(this.#now, time + tick);
    this.#push(this.#writer.event(key, recorded.time, { ...fields, id }, kind));
  }

  #record(sessionId: string, key: string, { phase, time, patch }: SessionStatement): void {
    const record = { ...patch, id: sessionId };
    this.#push(this.#writer.session(`${sessionId}/${key}@${time}`, time, phase, record));
  }

  /** The trace's own session was in place of one that is known now. */
  #move(sessionId: string): void {
    const { provisional, said } = this.#entry;
    for (const [key, statement] of said.get(this.#own) ?? []) {
      if (!key.startsWith('reopen:')) this.#say(sessionId, key, statement);
    }
    let lastTime = 0;
    for (const event of provisional.values()) {
      lastTime = Math.max(lastTime, event.time);
      this.#change(event, { sessionId }, `move:${event.id}:${sessionId}`);
    }
    const time = Math.max(this.#now, lastTime + tick);
    const id = this.#own;
    const attributes = { [mergedIntoAttribute]: sessionId };
    this.#push(this.#writer.session(`merged:${id}`, time, 'update', { id, attributes }));
    const end = {
      id,
      endTime: lastTime,
      endState: 'Indeterminate',
      endStateReason: `its spans belong to session ${sessionId}`,
      automatic: true,
    } as const;
    this.#push(this.#writer.session(`merged-end:${id}`, time, 'end', end));
    this.#sessions.touch(id, this.#writer.id, this.#now, lastTime).state = 'ended';
    this.#entry.moved = true;
  }

  #push(record: AgentOpsRecord): void {
    this.#text += `${JSON.stringify(record)}\n`;
  }
}

/** Its parent may have an id of the sender's own, or be a part of another event. */
function mayMove({ event, own, dialect }: MappedSpan): boolean {
  return (event.id !== undefined && !own) || dialect === 'taskweaver';
}

function attributionOf({ session: { id, attributes } }: MappedSpan): Attribution {
  if (attributes?.[AGENTOPS_UNATTRIBUTED] === true) return 'none';
  return id === undefined ? 'context' : 'host-id';
}

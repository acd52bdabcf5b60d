/** For exporters whose destination takes events and not records: each once, when all of it is known. */
import { isEqual } from '../events/equal.ts';
import type { AgentOpsEvent } from '../events/event.ts';
import { FoldedEvent } from '../events/fold-event.ts';
import { PromptResolver } from '../events/fold-prompt.ts';
import type { WriterState } from '../events/fold-writer.ts';
import { type AgentOpsRecord, type EventRecord, recordVersion } from '../events/record.ts';
import type { SessionData } from '../events/session-data.ts';
import { charsIn } from './chars-in.ts';
import type { WriterGone } from './exporter.ts';
import { RecentPrompts } from './recent-prompts.ts';
import { RecentSessions } from './recent-sessions.ts';

/** Bounds of what is remembered; the oldest is forgotten first. */
export interface FinishedEventsLimits {
  /** Events that began and did not end. One that is forgotten comes with what its later records say. @default 20,000 */
  openEvents?: number;
  /** Characters of text in those. @default 64 Mi */
  openChars?: number;
  /** Events that were sent. Of one that is forgotten, nothing comes any more. @default 50,000 */
  sentEvents?: number;
  /** Characters of text in those. What changes in one that is beyond this does not come. @default 16 Mi */
  sentChars?: number;
  /** @default 10,000 */
  sessions?: number;
}

export type FinishedEvent = AgentOpsEvent & { sessionId: string };

/** What a destination has to be told, in this order. */
export interface Finished {
  /** Sessions that began, as they are now; one that is over already is among `ended` as well. */
  started: SessionData[];
  /** Sessions with other tags, agents, … than they were sent with, or that go on after their end. */
  changed: SessionData[];
  /** In the order in which they ended. */
  events: FinishedEvent[];
  /** Events that were sent, and are not as they were. */
  changedEvents: FinishedEvent[];
  /** Sessions that are over, or that ended once more in another way. */
  ended: SessionData[];
}

interface KnownEvent {
  readonly folded: FoldedEvent;
  writer: string;
  /** Characters of its text, but for what is in `uncounted`. */
  chars: number;
  uncounted: EventRecord[];
  /** Of an event whose start was not seen a part is missing. */
  isWhole: boolean;
  isOver: boolean;
  /** As it is to be sent, and as it was. */
  event?: FinishedEvent;
  sent?: FinishedEvent;
}

/**
 * Folds the records that an exporter gets into sessions and finished events, with bounded memory. An event is finished with its end,
 * or when its writer closed without one (`indeterminate`). Records that come again, because the destination failed, give what is
 * unsent and nothing else:
 *
 *     const { started, events, ended } = finished.add(records);
 *     await send(…);            // where it rejects, the next `add` gives the rest again
 *     finished.sent(events);    // after each request that was taken; a session when all of it was
 *     finished.settle();        // after all of them
 *
 * An exporter hands on what its own `recall` gets, so that events which began before a restart come whole. What even that has not,
 * because the spool was pruned meanwhile or a limit was met, is lost: such an event comes with what its end says (names, times, status,
 * output), without its input (`content: 'partial'`), and a session whose start was not seen has no `owner`.
 */
export class FinishedEvents {
  readonly #limits: Required<FinishedEventsLimits>;
  readonly #open = new Map<string, KnownEvent>();
  #openChars = 0;
  /** Of those, the ones that records were added to. */
  readonly #grown = new Set<string>();
  /** To be sent. */
  readonly #due = new Map<string, KnownEvent>();
  /** Undefined where its text would be too much. */
  readonly #done = new Map<string, KnownEvent | undefined>();
  /** Of those, the ones whose text is kept. */
  readonly #doneWhole = new Set<string>();
  #doneChars = 0;
  readonly #prompts = new RecentPrompts();
  readonly #sessions: RecentSessions;
  /** Why writers closed, of which nothing has come since. */
  readonly #closed = new Map<string, string>();
  readonly #stateOf = (writer: string): WriterState => {
    const reason = this.#closed.get(writer);
    return reason === undefined ? { state: 'alive' } : { state: 'gone', reason };
  };

  constructor(limits: FinishedEventsLimits = {}) {
    this.#limits = {
      openEvents: 20_000,
      openChars: 64 * 1024 ** 2,
      sentEvents: 50_000,
      sentChars: 16 * 1024 ** 2,
      sessions: 10_000,
      ...limits,
    };
    this.#sessions = new RecentSessions(this.#limits.sessions);
  }

  /**
   * All that is unsent, with what these records add to it. Those of one writer have to come in order. `gone`: its writer left
   * open what is still open after them.
   */
  add(records: readonly AgentOpsRecord[], gone?: WriterGone): Finished {
    for (const record of records) if (record.v <= recordVersion) this.#add(record);
    if (gone) this.#close(gone.writer, gone.reason);
    this.#boundOpen();
    return this.#unsent();
  }

  /** The destination has had these before: they are known from now on, and nothing of them is sent again. Returns what it was told. */
  recall(records: readonly AgentOpsRecord[]): Finished {
    const due = this.#unsent();
    const unsent = new Set([...this.#due.keys()]);
    for (const { id } of [...due.started, ...due.changed, ...due.ended]) unsent.add(id);
    const all = this.add(records);
    const hadBefore = <T extends { id: string }>(told: T[]) =>
      told.filter(({ id }) => !unsent.has(id));
    const had: Finished = {
      started: hadBefore(all.started),
      changed: hadBefore(all.changed),
      events: hadBefore(all.events),
      changedEvents: hadBefore(all.changedEvents),
      ended: hadBefore(all.ended),
    };
    this.sent([...had.events, ...had.changedEvents]);
    this.sent([...had.started, ...had.changed, ...had.ended]);
    return had;
  }

  #unsent(): Finished {
    const events: FinishedEvent[] = [];
    const changedEvents: FinishedEvent[] = [];
    const prompts = new PromptResolver(
      (id) => this.#due.get(id)?.folded.promptDelta ?? this.#prompts.get(id),
    );
    for (const [id, known] of this.#due) {
      const event = this.#toEvent(known, prompts);
      if (event && !isEqual(event, known.sent)) {
        known.event = event;
        this.#sessions.noteTime(event.sessionId, event.endTime ?? event.startTime);
        (known.sent ? changedEvents : events).push(event);
      } else {
        this.#due.delete(id);
        // It is what it was sent as. What no record says the type of can't be sent.
        if (event) this.#keepDone(id, known);
      }
    }
    return { ...this.#sessions.unsent(this.#stateOf), events, changedEvents };
  }

  /** The destination has these, though not yet all. */
  sent(told: readonly (FinishedEvent | SessionData)[]): void {
    for (const each of told) {
      if ('tags' in each) this.#sessions.sent(each.id);
      else this.#eventSent(each.id);
    }
  }

  /** The destination has all that was unsent. */
  settle(): void {
    for (const id of [...this.#due.keys()]) this.#eventSent(id);
    this.#sessions.settle();
  }

  #add(record: AgentOpsRecord): void {
    if (record.kind !== 'close') this.#closed.delete(record.writer);
    switch (record.kind) {
      case 'start':
      case 'update':
      case 'end':
        this.#addToEvent(record);
        break;
      case 'session':
        this.#sessions.add(record);
        break;
      case 'close':
        this.#close(record.writer, record.reason);
        break;
    }
  }

  #addToEvent(record: EventRecord): void {
    const { id } = record.event;
    const isForgotten = this.#done.has(id) && this.#done.get(id) === undefined;
    if (isForgotten) return;
    const known = this.#due.get(id) ?? this.#open.get(id) ?? this.#done.get(id) ?? this.#begin(id);
    const { prompt } = record;
    known.folded.add(prompt ? { ...record, prompt: this.#prompts.add(id, prompt) } : record);
    known.writer = record.writer;
    // One that was recorded as a whole has no start: its end says all.
    const saysAll = record.kind === 'end' && record.event.attribution !== undefined;
    if (record.kind === 'start' || saysAll) known.isWhole = true;
    if (record.kind === 'end') known.isOver = true;
    if (this.#open.has(id)) {
      known.uncounted.push(record);
      this.#grown.add(id);
    }
    if (known.isOver) this.#finish(id, known);
  }

  #begin(id: string): KnownEvent {
    const folded = new FoldedEvent(id);
    const known: KnownEvent = {
      folded,
      writer: '',
      chars: 0,
      uncounted: [],
      isWhole: false,
      isOver: false,
    };
    this.#open.set(id, known);
    return known;
  }

  /** Counting takes time, so what began and ended since needs none. */
  #boundOpen(): void {
    for (const id of this.#grown) {
      const known = this.#open.get(id);
      if (known) this.#openChars += count(known);
    }
    this.#grown.clear();
    const { openEvents, openChars } = this.#limits;
    while (this.#open.size > openEvents || (this.#openChars > openChars && this.#open.size > 1)) {
      this.#leaveOpen(this.#open.keys().next().value as string);
    }
  }

  #leaveOpen(id: string): void {
    this.#openChars -= this.#open.get(id)?.chars ?? 0;
    this.#open.delete(id);
  }

  #finish(id: string, known: KnownEvent): void {
    // Of what is not kept once it was sent, the records need not wait for that.
    if (this.#limits.sentChars === 0) known.uncounted = [];
    this.#leaveOpen(id);
    this.#forgetText(id);
    this.#done.delete(id);
    this.#due.set(id, known);
  }

  /** Nobody will end what this writer began. */
  #close(writer: string, reason: string): void {
    this.#closed.set(writer, reason);
    if (this.#closed.size > this.#limits.sessions) {
      this.#closed.delete(this.#closed.keys().next().value as string);
    }
    for (const [id, known] of this.#open) if (known.writer === writer) this.#finish(id, known);
    this.#sessions.lookAt(writer);
  }

  #toEvent({ folded, isWhole }: KnownEvent, prompts: PromptResolver): FinishedEvent | undefined {
    const event = folded.toEvent(prompts, this.#stateOf);
    if (event && !isWhole && event.content !== 'off') event.content = 'partial';
    return event as FinishedEvent | undefined;
  }

  #eventSent(id: string): void {
    const known = this.#due.get(id);
    if (!known?.event) return;
    known.sent = known.event;
    this.#due.delete(id);
    this.#keepDone(id, known);
  }

  #keepDone(id: string, known: KnownEvent): void {
    const { sentEvents, sentChars } = this.#limits;
    this.#done.set(id, sentChars > 0 ? known : undefined);
    if (sentChars > 0) this.#keepText(id, known, sentChars);
    if (this.#done.size > sentEvents) {
      const oldest = this.#done.keys().next().value as string;
      this.#forgetText(oldest);
      this.#done.delete(oldest);
    }
  }

  #keepText(id: string, known: KnownEvent, sentChars: number): void {
    count(known);
    this.#doneWhole.add(id);
    this.#doneChars += known.chars;
    for (const oldest of this.#doneWhole) {
      if (this.#doneChars <= sentChars) break;
      this.#forgetText(oldest);
      this.#done.set(oldest, undefined);
    }
  }

  #forgetText(id: string): void {
    if (this.#doneWhole.delete(id)) this.#doneChars -= this.#done.get(id)?.chars ?? 0;
  }
}

/** Of the text that was added since it was counted last. */
function count(known: KnownEvent): number {
  let chars = 0;
  for (const { event, prompt, chunk } of known.uncounted) {
    chars += charsIn(event) + charsIn(prompt) + charsIn(chunk);
  }
  known.uncounted = [];
  known.chars += chars;
  return chars;
}

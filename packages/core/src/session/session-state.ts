import type { Diagnostics } from '../diagnostics.ts';
import type { Agent, EventSource, EventType } from '../events/base-event.ts';
import { Stopwatch } from '../events/clock.ts';
import { copyPayload } from '../events/copy.ts';
import type { EventInput, EventOptions, EventWriter } from '../events/event-writer.ts';
import type { EventRecord, SessionPatch } from '../events/record.ts';
import type { EndState } from '../events/session-data.ts';
import { AnalyticsCounter } from './analytics.ts';
import { RecentTools } from './recent-tools.ts';
import { SeenErrors } from './seen-errors.ts';

export interface SessionStateOptions {
  id: string;
  name?: string | undefined;
  /** False for a session that another process owns: it is not started or ended here. */
  owned: boolean;
  owner: string;
  /** Of a session that came from another process: what its events belong under. */
  parentId?: string | undefined;
  capture: boolean;
  source: EventSource | null;
  writer: EventWriter;
  diagnostics: Diagnostics;
  onEnd: (state: SessionState) => void;
}

/** A session that is being recorded. Its handle, `Session`, may be lost while this lives on. */
export class SessionState {
  readonly id: string;
  readonly name: string | undefined;
  readonly owned: boolean;
  readonly owner: string;
  readonly parentId: string | undefined;
  readonly capture: boolean;
  readonly source: EventSource | null;
  readonly writer: EventWriter;
  readonly diagnostics: Diagnostics;
  readonly seenErrors = new SeenErrors();
  readonly recentTools = new RecentTools();
  readonly analytics = new AnalyticsCounter();
  readonly agents: Agent[] = [];
  tags: string[] = [];
  endState: EndState | undefined;
  /** Its end was nobody's word: the process was about to exit, or the handle was lost. */
  abandoned = false;
  /** Nobody holds the handle any more. */
  handleLost = false;
  readonly #stopwatch = new Stopwatch();
  readonly #onEnd: (state: SessionState) => void;
  #durationMs: number | undefined;

  constructor(options: SessionStateOptions) {
    this.id = options.id;
    this.name = options.name;
    this.owned = options.owned;
    this.owner = options.owner;
    this.parentId = options.parentId;
    this.capture = options.capture;
    this.source = options.source;
    this.writer = options.writer;
    this.diagnostics = options.diagnostics;
    this.#onEnd = options.onEnd;
  }

  get startTime(): number {
    return this.#stopwatch.startTime;
  }

  get durationMs(): number {
    return this.#durationMs ?? this.#stopwatch.elapsed();
  }

  start(patch: Omit<SessionPatch, 'id'>): void {
    const { startTime, source } = this;
    const name = this.name === undefined ? {} : { name: this.name };
    this.#write('start', { startTime, source, ...name, ...patch });
  }

  update(patch: Omit<SessionPatch, 'id'>): void {
    this.#write('update', patch);
  }

  /** `automatic`: nobody asked for it, so an explicit end that comes later beats it. */
  end(endState: EndState, patch: Omit<SessionPatch, 'id' | 'endState'>): void {
    this.#durationMs ??= this.#stopwatch.elapsed();
    this.endState = endState;
    this.abandoned = patch.automatic === true;
    this.#write('end', { endState, endTime: this.startTime + this.#durationMs, ...patch });
    this.#onEnd(this);
  }

  event(kind: EventRecord['kind'], event: EventInput, options: EventOptions): void {
    const { capture, promptOwner, chunk } = options;
    this.writer.event(kind, event, { capture: capture && this.capture, promptOwner, chunk });
  }

  /** There is one more event of this type. */
  count(type: EventType): void {
    this.analytics.count(type);
    if (this.endState === undefined) return;
    this.diagnostics.report(
      {
        level: 'warn',
        code: 'recorded-after-end',
        message: `An event was recorded in session ${this.id} after its end. It is kept.`,
      },
      this.id,
    );
  }

  #write(phase: 'start' | 'update' | 'end', patch: Omit<SessionPatch, 'id'>): void {
    const session = copyPayload({ id: this.id, ...patch }).value as SessionPatch;
    this.writer.write({ kind: 'session', phase, session }, { capture: this.capture });
  }
}

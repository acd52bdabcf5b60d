import type { Finished, FinishedEvent, SessionData, WriterGone } from '@agentops/core';
import {
  type Attributes,
  type ExtraDialect,
  type Span,
  type SpanLink,
  toResource,
  toSessionSpan,
  toSpan,
} from '@agentops/semconv';
import type { Told } from './told.ts';
import { version } from './version.ts';

type ErrorEvent = Extract<FinishedEvent, { type: 'error' }>;

export interface SpanTellerOptions {
  dialects: readonly ExtraDialect[];
  /** Beats what a session says of where it ran. */
  resource: Attributes;
}

/** Sessions whose resource is remembered. */
const maxSessions = 10_000;

interface KnownSession {
  session: SessionData;
  resource: Attributes;
  /** The session was told by a span since it became known, or changed. */
  isTold: boolean;
}

/** Makes spans of what is finished: one an event, but for errors, which are on the span of what failed where that comes with them. */
export class SpanTeller {
  readonly #options: SpanTellerOptions;
  readonly #sessions = new Map<string, KnownSession>();
  readonly #unknown: Attributes;

  constructor(options: SpanTellerOptions) {
    this.#options = options;
    this.#unknown = this.#resourceOf(undefined);
  }

  tell({ started, changed, events, ended }: Finished, gone?: WriterGone): Told[] {
    for (const session of [...started, ...changed, ...ended]) this.#know(session);
    const { byTrigger, others } = sorted(events);
    return [
      ...others.map((event) => this.#event(event, byTrigger.get(event.id) ?? [])),
      ...ended.map((session) => this.#session(session, gone)),
    ];
  }

  #event(event: FinishedEvent, errors: ErrorEvent[]): Told {
    const { sessionId } = event;
    const known = this.#sessions.get(sessionId);
    const session = known && !known.isTold ? withoutChanging(known.session) : undefined;
    if (known) known.isTold = true;
    const span = toSpan(event, known?.resource ?? this.#unknown, session, {
      dialects: this.#options.dialects,
      errors,
      underSession: true,
      links: linksOf(event),
    });
    return {
      span,
      sessionId,
      tells: [event, ...errors],
      failed: event.status === 'error' || errors.length > 0,
      ends: false,
      chars: charsOf(span),
    };
  }

  #session(session: SessionData, gone: WriterGone | undefined): Told {
    const { id, owner, endState } = session;
    const span = toSessionSpan(session, this.#sessions.get(id)?.resource ?? this.#unknown);
    const crashed = endState === 'Indeterminate' && gone !== undefined && gone.writer === owner;
    return {
      span,
      sessionId: id,
      tells: [session],
      failed: endState === 'Fail' || crashed,
      ends: true,
      chars: charsOf(span),
    };
  }

  #know(session: SessionData): void {
    const known = this.#sessions.get(session.id);
    this.#sessions.delete(session.id);
    // Spans of one resource go together, so it stays the same object.
    const resource = known?.resource ?? this.#resourceOf(session);
    this.#sessions.set(session.id, { session, resource, isTold: false });
    if (this.#sessions.size > maxSessions) {
      this.#sessions.delete(this.#sessions.keys().next().value as string);
    }
  }

  #resourceOf(session: SessionData | undefined): Attributes {
    return {
      'telemetry.sdk.name': 'agentops',
      'telemetry.sdk.language': 'nodejs',
      'telemetry.sdk.version': version,
      ...toResource({ hostEnv: standardNames(session?.hostEnv), source: session?.source ?? null }),
      ...this.#options.resource,
    };
  }
}

function sorted(events: readonly FinishedEvent[]): {
  byTrigger: Map<string, ErrorEvent[]>;
  others: FinishedEvent[];
} {
  const ids = new Set(events.filter(({ type }) => type !== 'error').map(({ id }) => id));
  const byTrigger = new Map<string, ErrorEvent[]>();
  const others: FinishedEvent[] = [];
  for (const event of events) {
    const trigger = event.type === 'error' ? event.triggerEventId : undefined;
    if (event.type !== 'error' || trigger === undefined || !ids.has(trigger)) others.push(event);
    else byTrigger.set(trigger, [...(byTrigger.get(trigger) ?? []), event]);
  }
  return { byTrigger, others };
}

/** Tags can be replaced, which spans can't say: they are told when they are final. */
function withoutChanging(session: SessionData): SessionData {
  const { endState, endStateRaw, endStateReason, ...rest } = session;
  return { ...rest, tags: [] };
}

/** OpenTelemetry's names for what core tells of a machine. */
const resourceNames: Readonly<Record<string, string>> = {
  os: 'os.description',
  arch: 'host.arch',
  runtime: 'process.runtime.description',
  hostname: 'host.name',
  pid: 'process.pid',
};

function standardNames(hostEnv: Attributes = {}): Attributes {
  return Object.fromEntries(
    Object.entries(hostEnv).map(([name, value]) => [resourceNames[name] ?? name, value]),
  );
}

const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-/;

/** The host's own span that was active when the event began. */
function linksOf({ attributes }: FinishedEvent): SpanLink[] {
  const [, traceId, spanId] =
    traceparent.exec(String(attributes['agentops.host.traceparent'])) ?? [];
  return traceId && spanId ? [{ traceId, spanId, attributes: {} }] : [];
}

function charsOf({ attributes }: Span): number {
  let chars = 0;
  for (const value of Object.values(attributes)) {
    chars += typeof value === 'string' ? value.length : 8;
  }
  return chars;
}

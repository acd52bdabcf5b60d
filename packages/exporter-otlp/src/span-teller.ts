import {
  type Finished,
  type FinishedError,
  type FinishedEvent,
  type SessionData,
  withErrors,
} from '@agentops/core';
import {
  type Attributes,
  type ExtraDialect,
  type SpanLink,
  toResource,
  toSessionSpan,
  toSpan,
} from '@agentops/semconv';
import type { Sendable } from './span-sender.ts';
import { version } from './version.ts';

/** A span, and what need not be told again when it is sent. */
type Told = Sendable<(FinishedEvent | SessionData)[]>;

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

  tell({ started, changed, events, ended }: Finished): Told[] {
    for (const session of [...started, ...changed]) this.#know(session);
    // What else there is to say of its end, its own span says.
    for (const session of ended) if (!this.#sessions.has(session.id)) this.#know(session);
    return [
      ...withErrors(events).map(({ event, errors }) => this.#event(event, errors)),
      ...ended.map((session) => this.#session(session)),
    ];
  }

  #event(event: FinishedEvent, errors: FinishedError[]): Told {
    const { sessionId } = event;
    const known = this.#sessions.get(sessionId);
    const session = known && !known.isTold ? withoutChanging(known.session) : undefined;
    if (known) known.isTold = true;
    const resource = known?.resource ?? this.#unknown;
    const { dialects } = this.#options;
    const makeSpan = () =>
      toSpan(event, resource, session, {
        dialects,
        errors,
        underSession: true,
        links: linksOf(event),
      });
    return { resource, makeSpan, of: [event, ...errors] };
  }

  #session(session: SessionData): Told {
    const resource = this.#sessions.get(session.id)?.resource ?? this.#unknown;
    return { resource, makeSpan: () => toSessionSpan(session, resource), of: [session] };
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
      ...toResource({ hostEnv: session?.hostEnv ?? {}, source: session?.source ?? null }),
      ...this.#options.resource,
    };
  }
}

/** Tags can be replaced, which spans can't say: they are told when they are final. */
function withoutChanging(session: SessionData): SessionData {
  const { endState, endStateRaw, endStateReason, ...rest } = session;
  return { ...rest, tags: [] };
}

const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-/;

/** The host's own span that was active when the event began. */
function linksOf({ attributes }: FinishedEvent): SpanLink[] {
  const [, traceId, spanId] =
    traceparent.exec(String(attributes['agentops.host.traceparent'])) ?? [];
  return traceId && spanId ? [{ traceId, spanId, attributes: {} }] : [];
}

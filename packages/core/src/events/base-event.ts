import { now } from './clock.ts';
import { createId } from './id.ts';

export type EventType = 'action' | 'llm' | 'tool' | 'error';

/**
 * `cancelled` is not an error: a caller broke off, aborted, or a person interrupted.
 * `indeterminate` is said by a reader when the process that recorded the event is gone before its end.
 */
export type EventStatus = 'running' | 'ok' | 'error' | 'cancelled' | 'indeterminate';

/** How the event found its session, strongest first: through a handle, the host's own session id, the async context, because there was only one session, or not at all. */
export type Attribution = 'handle' | 'host-id' | 'context' | 'sole' | 'none';

/**
 * What became of prompts, texts, arguments and results: recorded (`captured`), kept out by the user (`off`), not yet
 * written (`pending`), gone with the process that should have written it (`lost`), or in part gone (`partial`).
 */
export type ContentState = 'captured' | 'off' | 'pending' | 'lost' | 'partial';

/** Who recorded: the adapter's package, the host it hooks, and the host's version where it could be told. */
export interface EventSource {
  adapter: string;
  host: string;
  hostVersion: string | null;
}

/** An agent of a session, as `session.createAgent` returns it. */
export interface Agent {
  id: string;
  name: string;
  role?: string;
}

/** What a person gives when recording an event by hand. */
export interface EventInit {
  id?: string;
  name?: string;
  parentId?: string;
  agent?: Agent;
  /** Epoch milliseconds. @default now */
  startTime?: number;
  /** Epoch milliseconds. @default when it is recorded */
  endTime?: number;
  status?: EventStatus;
  input?: unknown;
  output?: unknown;
  logs?: unknown;
  attributes?: Record<string, unknown>;
}

/** What every event has. The members of {@link AgentOpsEvent} add what is theirs. */
export class Event {
  readonly type: EventType;
  readonly id: string;
  /** Null until it is recorded. */
  sessionId: string | null = null;
  name: string;
  declare parentId?: string;
  declare agent?: Agent;
  /** Epoch milliseconds, with a fraction to the microsecond. */
  startTime: number;
  /** Epoch milliseconds. Absent while the event is open. */
  declare endTime?: number;
  status: EventStatus;
  attribution: Attribution = 'none';
  source: EventSource | null = null;
  /** Absent means `captured`. */
  declare content?: ContentState;
  declare input?: unknown;
  declare output?: unknown;
  declare logs?: unknown;
  /** Anything else, under OpenTelemetry's attribute names where there is one. */
  attributes: Record<string, unknown>;

  constructor(init: EventInit & { type: EventType }) {
    this.type = init.type;
    this.id = init.id ?? createId();
    this.name = init.name ?? init.type;
    this.startTime = init.startTime ?? now();
    this.status = init.status ?? 'ok';
    this.attributes = { ...init.attributes };
    if (init.parentId !== undefined) this.parentId = init.parentId;
    if (init.agent !== undefined) this.agent = init.agent;
    if (init.endTime !== undefined) this.endTime = init.endTime;
    if (init.input !== undefined) this.input = init.input;
    if (init.output !== undefined) this.output = init.output;
    if (init.logs !== undefined) this.logs = init.logs;
  }
}

import type { Agent, EndState, EventFields, EventType } from '@agentops/core';

/** What a span tells in our words. Ids are left to whoever has the trace's: here are only the sender's own. */
export interface MappedSpan {
  /** Which convention it was read by. `none`: by none, so that it is kept as an action with all its attributes. */
  dialect: Dialect;
  /**
   * It was made by `toSpan` or `toSessionSpan`, so that ids and `parentId` are those of the sender, whatever the span's parent is. A
   * session's span has no event: `event` only says who recorded it.
   */
  own?: 'event' | 'session';
  /**
   * It is no event: the attributes and arguments of `event` are further ones of its parent's, and what is under it is under that. Never on a
   * span without a parent.
   */
  part?: true;
  session: MappedSession;
  /** The span itself. */
  event: MappedEvent;
  /** What else it tells of: exceptions, tool calls that have no span of their own, … These are under the span's own event. */
  also: MappedEvent[];
}

export type Dialect =
  | 'gen-ai'
  | 'agentops'
  | 'openinference'
  | 'openllmetry'
  | 'vercel-ai'
  | 'genkit'
  | 'taskweaver'
  | 'none';

/** What a span says about the session that it is in. */
export interface MappedSession {
  /** `session.id`, `gen_ai.conversation.id`, … Absent: the trace is the session. */
  id?: string;
  name?: string;
  tags?: string[];
  agents?: Agent[];
  attributes?: Record<string, unknown>;
  hostEnv?: Record<string, unknown>;
  /** The span is the root of its trace, or stands for the session: with its end, the session is over. */
  end?: MappedEnd;
}

export interface MappedEnd {
  state: EndState;
  /** The sender's own word, where it is not one of the three. */
  raw?: string;
  reason?: string;
  /** Nobody said so: it is told from the root's end alone. A session that several traces share goes on with the next one. */
  automatic?: true;
}

export type MappedEvent = Omit<EventFields, 'id' | 'sessionId' | 'attribution'> & {
  type: EventType;
  /** Tells the events of one span apart: empty for the span itself. */
  key: string;
  /**
   * The sender's own id of this event where it has one that is not the span's (a round trip through `exporter-otlp`).
   * @default derived from trace, span and key
   */
  id?: string;
};

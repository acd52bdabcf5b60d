import type { EventType } from './base-event.ts';
import type { EventFields } from './event.ts';
import type { Message } from './message.ts';
import type { EventRecord, RecordBody, StreamChunk } from './record.ts';

/** What a session records into. The pipeline is the one that writes to the spool. Nothing in it throws. */
export interface EventWriter {
  /** Id of this writer, as its records carry it. */
  readonly id: string;
  /** A record without payload: of a session, a diagnostic, … A session's attributes and reason are kept with `capture`. */
  write(record: RecordBody, options?: { capture: boolean }): void;
  /** A start, an update or an end. Takes `event` over: all payload in it must be copied (see `copyPayload`). */
  event(kind: EventRecord['kind'], event: EventInput, options: EventOptions): void;
}

export type EventInput = Omit<EventFields, 'id' | 'inputMessages'> & {
  id: string;
  type?: EventType;
  inputMessages?: Message[] | null | undefined;
};

export interface EventOptions {
  /** Whether prompts, texts, arguments and results may be kept. */
  capture: boolean;
  /** Whose prompts follow on one another: a client, an agent. */
  promptOwner?: object | undefined;
  chunk?: StreamChunk | undefined;
}

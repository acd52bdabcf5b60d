import type { ContentState, EventType } from './base-event.ts';
import type { EventFields } from './event.ts';
import type { Message } from './message.ts';
import type { SessionData } from './session-data.ts';

/** Version of the record format. Within it, changes only add. */
export const recordVersion = 1;

interface RecordBase {
  /** Version of the format. A reader leaves a newer one in place, counts it and names it. */
  v: number;
  /** Random id of the process start (or worker thread) that wrote it. */
  writer: string;
  /** Counts up by one per record of a writer. `(writer, seq)` identifies a record. */
  seq: number;
  /** `seq` identifies the record, and does not count: made by a receiver of what has no numbers, such as spans. */
  unnumbered?: true;
  /** When it was written, in epoch milliseconds; never less than that of the writer's record before. */
  time: number;
}

/** The first record of every segment: who writes. */
export interface WriterRecord extends RecordBase {
  kind: 'writer';
  info: WriterInfo;
}

export interface WriterInfo {
  pid: number;
  /** Null where the platform does not tell. With the pid it names a process for good. */
  processStartTime: string | null;
  /** Names one boot of one machine. */
  bootId: string;
  /** Names the space that the pid counts in: containers have their own. */
  pidNamespace: string | null;
  /** Worker thread id; 0 is the main thread. */
  threadId: number;
  hostname: string;
  parentWriter?: string;
  sdkVersion: string;
  segment: number;
}

/** The writer lives, and has an open session. */
export interface HeartbeatRecord extends RecordBase {
  kind: 'heartbeat';
}

/** The writer ended in order: nothing more will come. */
export interface CloseRecord extends RecordBase {
  kind: 'close';
  reason: string;
}

export interface SessionRecord extends RecordBase {
  kind: 'session';
  phase: 'start' | 'update' | 'end';
  session: SessionPatch;
}

export interface SessionPatch
  extends Partial<Omit<SessionData, 'id' | 'tags' | 'owner' | 'agents'>> {
  id: string;
  addTags?: string[];
  setTags?: string[];
  agent?: SessionData['agents'][number];
  /** Of an end: nobody asked for it, so an explicit one beats it whenever it comes. */
  automatic?: boolean;
}

/** An event's start, what became known meanwhile, and its end. */
export interface EventRecord extends RecordBase {
  kind: 'start' | 'update' | 'end';
  event: EventPatch;
  prompt?: PromptDelta;
  chunk?: StreamChunk;
  content?: ContentState;
}

export type EventPatch = Omit<EventFields, 'id' | 'inputMessages'> & {
  id: string;
  type?: EventType;
};

/** A prompt against an earlier one: the first `keep` messages of `base`, then `add`. Without a base, `add` is all. */
export interface PromptDelta {
  base?: string;
  keep: number;
  add: Message[];
  /** Tool definitions; absent with a base: as there. */
  tools?: unknown;
}

/** What a stream said since the chunk record before, numbered from 0. */
export interface StreamChunk {
  n: number;
  deltas: StreamDelta[];
}

/** A piece of one part of one choice. Pieces of the same part are joined in order. */
export interface StreamDelta {
  choice: number;
  part: number;
  type: 'text' | 'reasoning' | 'refusal' | 'tool_call';
  text: string;
  /** Of tool calls. */
  id?: string;
  name?: string;
}

/** Something was not recorded, or thrown away to keep within bounds. */
export interface LossRecord extends RecordBase {
  kind: 'loss';
  reason: string;
  records?: number;
  bytes?: number;
}

/** What AgentOps has to say about itself: an adapter attached or could not, a mapper threw, … */
export interface DiagnosticRecord extends RecordBase {
  kind: 'diagnostic';
  level: 'error' | 'warn' | 'info' | 'debug';
  code: string;
  message: string;
  details?: Record<string, unknown>;
}

/** One line of a spool. */
export type AgentOpsRecord =
  | WriterRecord
  | HeartbeatRecord
  | CloseRecord
  | SessionRecord
  | EventRecord
  | LossRecord
  | DiagnosticRecord;

type WithoutStamp<R> = R extends unknown ? Omit<R, keyof RecordBase> : never;

/** A record before its writer gives it its place: version, writer, sequence number and time. */
export type RecordBody = WithoutStamp<AgentOpsRecord>;

/** Where records go. Never throws. */
export type RecordSink = (record: RecordBody) => void;

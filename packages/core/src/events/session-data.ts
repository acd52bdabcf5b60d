import type { Agent, EventSource } from './base-event.ts';

/** How a session ended. `Indeterminate`: nobody said, because its process ended or was killed, or its handle was lost. */
export type EndState = 'Success' | 'Fail' | 'Indeterminate';

export const endStates: readonly EndState[] = ['Success', 'Fail', 'Indeterminate'];

/** A session as it was recorded. (The class `Session` is the handle of a session that is being recorded.) */
export interface SessionData {
  id: string;
  name?: string;
  tags: string[];
  /** Epoch milliseconds. */
  startTime: number;
  endTime?: number;
  /** Absent while the session is open. */
  endState?: EndState;
  /** The host's own word, where it is not one of the three. */
  endStateRaw?: string;
  endStateReason?: string;
  agents: Agent[];
  /** Of the machine and process that started it: `os`, `arch`, `runtime`, `pid`, … */
  hostEnv: Record<string, unknown>;
  source: EventSource | null;
  attributes: Record<string, unknown>;
  /** The writer that started it last. Only its end, or its loss, ends the session. */
  owner: string;
}

/** On a session that was provisional, such as that of a trace until one of its spans named another: the one that has its events now. */
export const mergedIntoAttribute = 'agentops.merged_into';

/** Whether a session has given its events to another. Once it has none left, it is no session. */
export function isMerged({ attributes }: SessionData): boolean {
  return attributes[mergedIntoAttribute] !== undefined;
}

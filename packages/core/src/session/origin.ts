import type { Agent, Attribution } from '../events/base-event.ts';
import type { EventHandle } from './event-handle.ts';
import type { Session } from './session.ts';
import type { SessionState } from './session-state.ts';

/** Where an event that starts now belongs: found at the call, before anything is awaited. */
export interface Origin {
  state: SessionState;
  session: Session | undefined;
  attribution: Attribution;
  parentId: string | undefined;
  agent: Agent | undefined;
  /** Said in the event: another way of finding the session named another one. */
  conflict: string | undefined;
  /** The framework's event of the same LLM call. */
  claim: EventHandle | undefined;
}

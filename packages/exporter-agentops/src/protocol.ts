import type { Finished, FinishedEvent, Refusal, SessionData } from '@agentops/core';

/** Notes what the destination has, so that it does not come again when a later request fails. */
export type Sent = (told: readonly (FinishedEvent | SessionData)[]) => void;

/** One way of speaking to AgentOps. */
export interface Protocol {
  /** So many give about one request: what may come twice where this process dies. */
  readonly maxRecords: number;
  /** Resolves when all of it was taken or refused for good. @throws AgentOpsApiError where it is to be tried again */
  send(told: Finished, sent: Sent): Promise<Refusal | undefined>;
}

import type { AgentOpsRecord } from '@agentops/core';

/** A record that was accepted. */
export interface Kept {
  /** `(writer, seq)` as one text. */
  key: string;
  writer: string;
  /** The line that it came in. */
  text: string;
  /** Absent where it is of a newer format. */
  record?: AgentOpsRecord;
}

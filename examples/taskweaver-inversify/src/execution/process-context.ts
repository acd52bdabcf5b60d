/** What of its surroundings a session hands to the process that runs its code. */
export interface ProcessContext {
  /** Environment variables for the process. */
  environment(): Record<string, string>;
  /** What goes along with each piece of code, as plain JSON. */
  traceOf(executionId: string): unknown;
}

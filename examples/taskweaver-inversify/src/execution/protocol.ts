/** What the host and the process that runs a session's code say to each other. */

export interface RunRequest {
  /** The id of the post whose code it is. */
  execution_id: string;
  code: string;
  /** Handed through, for whoever records. */
  trace: unknown;
}

export interface ExecutionResult {
  execution_id: string;
  code: string;
  is_success: boolean;
  error: string | null;
  output: string;
  stdout: string[];
  artifact: string[];
}

/** How the process is started, in its environment as JSON. */
export const settingsVariable = 'TASKWEAVER_EXECUTION';

export interface ExecutionSettings {
  session_id: string;
  appDir: string;
  executionCwd: string;
}

/** What keeps the host from being started. Its message says what to do; its exit code is what a shell would give. */
export class RunError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Something that the user can mend: the message says what is wrong and what to do. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}

/** There is no data directory to read. */
export class NoDirectoryError extends CliError {
  constructor(message: string) {
    super(message, 2);
    this.name = 'NoDirectoryError';
  }
}

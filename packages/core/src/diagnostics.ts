import type { RecordSink } from './events/record.ts';

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/** Something AgentOps has to say about itself. It never throws into the host; it says it here. */
export interface Diagnostic {
  level: Exclude<LogLevel, 'silent'>;
  /** Stable, in kebab-case: `mapper-failed`, `spool-unwritable`, … */
  code: string;
  message: string;
  details?: Record<string, unknown>;
}

export type DiagnosticListener = (diagnostic: Diagnostic) => void;

const rank: Record<LogLevel, number> = { silent: 0, error: 1, warn: 2, info: 3, debug: 4 };

/** Beyond this many different ones, a diagnostic is no longer told from its repetitions. */
const maxRemembered = 1000;

/** Says each thing once: to listeners, on stderr from `logLevel` up, and in the spool for `agentops doctor`. */
export class Diagnostics {
  logLevel: LogLevel;
  sink: RecordSink | undefined;
  readonly #listeners = new Set<DiagnosticListener>();
  readonly #said = new Set<string>();
  #early: Diagnostic[] = [];

  constructor(logLevel: LogLevel) {
    this.logLevel = logLevel;
  }

  /** `once` tells one occasion from another; the same code with the same `once` is said one time. @default the message */
  report(diagnostic: Diagnostic, once: string = diagnostic.message): void {
    const key = `${diagnostic.code}\n${once}`;
    if (this.#said.has(key)) return;
    if (this.#said.size < maxRemembered) this.#said.add(key);
    this.#write(diagnostic);
    if (rank[diagnostic.level] <= rank[this.logLevel]) print(diagnostic);
    for (const listener of this.#listeners) {
      try {
        listener(diagnostic);
      } catch {
        // A listener is the host's code, and where its errors would be reported is here.
      }
    }
  }

  /** Calls `listener` for each diagnostic from now on. Returns a function that stops it. */
  listen(listener: DiagnosticListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From now on into this sink; first what was said before there was one. */
  connect(sink: RecordSink): void {
    this.sink = sink;
    const early = this.#early;
    this.#early = [];
    for (const diagnostic of early) this.#write(diagnostic);
  }

  #write(diagnostic: Diagnostic): void {
    if (this.sink) this.sink({ kind: 'diagnostic', ...diagnostic });
    else if (this.#early.length < 100) this.#early.push(diagnostic);
  }
}

function print({ level, code, message }: Diagnostic): void {
  const log = level === 'error' ? console.error : console.warn;
  try {
    log(`[agentops] ${message} (${code})`);
  } catch {
    // A closed stderr is not the host's problem.
  }
}

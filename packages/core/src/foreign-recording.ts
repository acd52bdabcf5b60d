import { createHash } from 'node:crypto';
import { projectOf } from '#platform/spool';
import type { AdapterHost } from './adapter/adapter-recorder.ts';
import { environment, resolveConfig, resolveLogLevel } from './config.ts';
import { type Diagnostic, type DiagnosticListener, Diagnostics } from './diagnostics.ts';
import type { EventSource } from './events/base-event.ts';
import { createId, idFromHash } from './events/id.ts';
import { actAt, type Moment } from './events/moment.ts';
import type { WriterInfo } from './events/record.ts';
import { hostSessionId } from './host-session-id.ts';
import { prepareDirectory } from './pipeline/data-directory.ts';
import { LineNumbering, type ReportedLine } from './pipeline/line-numbering.ts';
import { Pipeline } from './pipeline/pipeline.ts';
import { SpoolWriter } from './pipeline/spool-writer.ts';
import { writtenBefore } from './pipeline/written-before.ts';
import { SessionRegistry } from './session/session-registry.ts';

export interface ForeignRecordingOptions {
  /** The data directory. */
  directory: string;
  /** The process that reports, and the id of its report, which is unique for each start of the process. */
  writer: { id: string; info: Omit<WriterInfo, 'segment'> };
  /** What its sessions say of where they ran. */
  hostEnv: Record<string, unknown>;
  /** Whether prompts, texts, arguments, results and error messages are kept. `AGENTOPS_CAPTURE_CONTENT=false` beats it. @default true */
  captureContent?: boolean;
  /** Your own masking of every text, after the built-in one. */
  redact?: (text: string) => string;
  /** Tells the sessions of hosts of one project from those of another. @default a random id kept in the directory */
  project?: string;
  onDiagnostic?: DiagnosticListener;
}

/** A line of another process's report, and when that process wrote it. */
export interface ForeignLine extends ReportedLine {
  /** By that process's monotonic clock, in milliseconds from anywhere. */
  mono: number;
}

/**
 * Records what another process did, from its own report, in that process's name: readers judge by it whether it lives. Adapters record
 * into it as into any instance of AgentOps, inside of `at`. The same lines always give the same records, which are written once: where
 * an earlier reading was broken off, this one goes on. One at a time may do so for a process (see `Claim`).
 */
export class ForeignRecording implements AdapterHost {
  readonly onAmbiguousSession = 'quarantine';
  readonly #id: string;
  readonly #project: string;
  readonly #diagnostics: Diagnostics;
  readonly #numbering: LineNumbering;
  readonly #spool: SpoolWriter;
  readonly #pipeline: Pipeline;
  readonly #registry: SessionRegistry;
  #inLine = false;
  #last: Moment | undefined;

  /** @throws the file system's error where the directory can't be read or written */
  constructor(options: ForeignRecordingOptions) {
    const { writer, hostEnv, onDiagnostic, redact } = options;
    const directory = prepareDirectory(options.directory);
    const env = environment();
    const config = resolveConfig(options, env);
    this.#id = writer.id;
    this.#project = options.project ?? projectOf(directory, createId);
    this.#diagnostics = new Diagnostics(onDiagnostic ? 'silent' : resolveLogLevel({}, env));
    if (onDiagnostic) this.#diagnostics.listen(onDiagnostic);
    this.#numbering = new LineNumbering(writtenBefore(directory, writer.id));
    this.#spool = new SpoolWriter({
      id: writer.id,
      directory,
      info: writer.info,
      diagnostics: this.#diagnostics,
      numbering: this.#numbering,
    });
    this.#pipeline = new Pipeline({
      spool: this.#spool,
      diagnostics: this.#diagnostics,
      capture: config.captureContent,
      redact,
      immediate: true,
    });
    this.#registry = new SessionRegistry({
      writer: this.#pipeline,
      diagnostics: this.#diagnostics,
      capture: config.captureContent,
      hostEnv,
      directory: () => directory,
      onChange: () => {},
    });
    this.#diagnostics.sink = (record) => {
      // What is said between lines is about this reading, and would not be said again by another.
      if (this.#inLine) this.#pipeline.write(record);
    };
  }

  /** What `work` records, which it has to do at once, is what that line says. Lines come in the order of their numbers. */
  at(line: ForeignLine, work: () => void): void {
    let made = 0;
    const createId = () =>
      idFromHash(createHash('sha256').update(`${this.#id} ${line.seq} ${made++}`).digest());
    this.#numbering.begin(line);
    this.#last = { time: line.time, mono: line.mono, createId };
    this.#act(this.#last, work);
  }

  /** The process said that it lives. */
  heartbeat(line: ForeignLine): void {
    this.at(line, () => this.#pipeline.write({ kind: 'heartbeat' }));
  }

  /** Something did not get into the report, or can't be read in it. */
  loss(line: ForeignLine, loss: { reason: string; records?: number; bytes?: number }): void {
    this.at(line, () => this.#pipeline.write({ kind: 'loss', ...loss }));
  }

  /** The process said that it ends in order: sessions that it left open end, and nothing more comes. */
  close(line: ForeignLine, reason: string): void {
    this.at(line, () => {
      this.#registry.abandonAll(`${reason} before the session was ended`);
      this.#pipeline.close(reason);
    });
  }

  /** The process is gone without a word, so that open streams do not go on: what was held back of their texts is written. */
  gone(): void {
    if (this.#last) this.#act(this.#last, () => this.#pipeline.writeTails());
  }

  /** This reading is over, which says nothing of the process. */
  stop(): void {
    this.#spool.close();
  }

  /** For adapters. */
  registry(): SessionRegistry {
    return this.#registry;
  }

  /** For adapters. */
  report(diagnostic: Diagnostic): void {
    this.#diagnostics.report(diagnostic);
  }

  /** For adapters. */
  hostSessionId(source: EventSource, hostId: string, incarnation: number): string {
    return hostSessionId(this.#project, source, hostId, incarnation);
  }

  #act(moment: Moment, work: () => void): void {
    this.#inLine = true;
    try {
      actAt(moment, work);
    } finally {
      this.#inLine = false;
    }
  }
}

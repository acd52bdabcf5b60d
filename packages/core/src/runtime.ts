/** Wires sessions, pipeline, spool and destinations together for one instance of AgentOps. */
import { createHash } from 'node:crypto';
import { arch, hostname, platform, release } from 'node:os';
import type { Config } from './config.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { EventSource } from './events/base-event.ts';
import type { EventWriter } from './events/event-writer.ts';
import { createId, idFromHash } from './events/id.ts';
import type { AgentOpsRecord } from './events/record.ts';
import { Delivery } from './export/delivery.ts';
import { sessionWithoutContent, withoutContent } from './pipeline/capture.ts';
import { pathsOf, projectOf } from './pipeline/data-directory.ts';
import { NoSpool } from './pipeline/no-spool.ts';
import { Pipeline } from './pipeline/pipeline.ts';
import { pruneSpool } from './pipeline/retention.ts';
import { SpoolTail } from './pipeline/spool-reader.ts';
import { type Spool, SpoolWriter } from './pipeline/spool-writer.ts';
import { identifyWriter } from './pipeline/writer-identity.ts';
import { parseContext } from './session/propagation.ts';
import { SessionRegistry } from './session/session-registry.ts';
import { findSharedCore, SharedSpool, shareCore } from './shared-core.ts';
import { sdkVersion } from './version.ts';

const pruneAfterMs = 10_000;

export class Runtime {
  readonly registry: SessionRegistry;
  readonly config: Config;
  readonly #pipeline: Pipeline;
  readonly #spool: Spool;
  readonly #diagnostics: Diagnostics;
  #deliveries: Delivery[] | undefined;
  #project: string | undefined;
  #stopSharing: (() => void) | undefined;

  constructor(config: Config, diagnostics: Diagnostics, shared: boolean) {
    this.config = config;
    this.#diagnostics = diagnostics;
    const other = shared && !config.disabled ? findSharedCore(diagnostics) : undefined;
    this.#spool = config.disabled
      ? new NoSpool()
      : other
        ? new SharedSpool(other)
        : createSpool(config, diagnostics);
    this.#pipeline = new Pipeline({
      spool: this.#spool,
      diagnostics,
      capture: config.captureContent,
      redact: config.redact,
    });
    if (!config.disabled) diagnostics.connect((record) => this.#pipeline.write(record));
    this.registry = new SessionRegistry({
      writer: config.exporters.length > 0 ? this.#wakingWriter() : this.#pipeline,
      diagnostics,
      capture: config.captureContent,
      hostEnv: {
        os: `${platform()} ${release()}`,
        arch: arch(),
        runtime: `node ${process.version}`,
        hostname: hostname(),
        pid: process.pid,
        sdk: `@agentops/core ${sdkVersion}`,
      },
      directory: () => this.#spool.directory,
      elsewhere: other && (() => other.currentContext()),
      onChange: (open) => {
        this.#pipeline.heartbeat = open > 0 && !config.disabled && !other;
      },
    });
    if (shared && !other && !config.disabled) this.#stopSharing = this.#share();
    if (!config.disabled && !other) this.#pruneLater();
  }

  /** The data directory that is written to. */
  get directory(): string | undefined {
    return this.#spool.directory;
  }

  hostSessionId(source: EventSource, hostId: string, incarnation: number): string {
    const identity = [this.#projectId(), source.adapter, hostId, String(incarnation)];
    return idFromHash(createHash('sha256').update(JSON.stringify(identity)).digest());
  }

  /** Resolves to true when every destination has acknowledged everything. */
  async flush(timeoutMs: number): Promise<boolean> {
    this.#pipeline.flush();
    const deliveries = this.#openDeliveries();
    if (deliveries.length === 0) return true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, false);
    });
    const all = Promise.all(deliveries.map((delivery) => delivery.flush()));
    try {
      return await Promise.race([all.then((results) => results.every(Boolean)), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends what nobody will end any more. The host's own `exit` listeners may come later, and still be recorded. */
  exit(reason: string): void {
    this.registry.abandonAll(reason);
    this.#pipeline.exit(reason);
  }

  /** Ends what nobody will end any more, and closes the spool. */
  close(reason: string): void {
    this.registry.abandonAll(reason);
    this.#pipeline.close(reason);
    this.#diagnostics.sink = undefined;
    this.#stopSharing?.();
    for (const delivery of this.#deliveries ?? []) void delivery.shutdown();
  }

  /** Once a process, when it has had time to start. */
  #pruneLater(): void {
    const timer = setTimeout(() => {
      const { directory } = this.#spool;
      try {
        if (directory !== undefined) pruneSpool(directory);
      } catch (error) {
        this.#diagnostics.report({
          level: 'warn',
          code: 'retention-failed',
          message: `Old events could not be deleted: ${error instanceof Error ? error.message : String(error)}`,
        });
      }
    }, pruneAfterMs);
    timer.unref();
  }

  #share(): () => void {
    return shareCore({
      v: 1,
      writer: this.#spool.id,
      directory: () => this.#spool.directory,
      write: (record) => this.#spool.append(record),
      currentContext: () => this.registry.currentContext(),
    });
  }

  #wakingWriter(): EventWriter {
    const pipeline = this.#pipeline;
    const wake = () => {
      for (const delivery of this.#openDeliveries()) delivery.wake();
    };
    return {
      id: pipeline.id,
      write(record, options) {
        pipeline.write(record, options);
        wake();
      },
      event(kind, event, options) {
        pipeline.event(kind, event, options);
        wake();
      },
    };
  }

  #openDeliveries(): Delivery[] {
    const directory = this.#spool.directory;
    if (this.#deliveries || directory === undefined) return this.#deliveries ?? [];
    const writer = this.#pipeline.id;
    this.#deliveries = this.config.exporters.map(
      (exporter) =>
        new Delivery({
          exporter,
          read: (offsets) => {
            const tail = new SpoolTail(directory, { offsets, writer });
            const records = tail.read().records as AgentOpsRecord[];
            return { records, offsets: tail.offsets };
          },
          permit: exporter.captureContent === false ? bare : (record) => record,
          cursor: { folder: pathsOf(directory).cursors, writer },
          diagnostics: this.#diagnostics,
        }),
    );
    return this.#deliveries;
  }

  #projectId(): string {
    if (this.config.project !== undefined) return this.config.project;
    try {
      this.#project ??= projectOf(this.#spool.directory ?? this.config.directory, createId);
    } catch {
      // Without a place to keep it, sessions of hosts are told apart within this process alone.
      this.#project ??= createId();
    }
    return this.#project;
  }
}

function createSpool(config: Config, diagnostics: Diagnostics): SpoolWriter {
  const parentWriter = parseContext(config.context ?? '')?.owner;
  return new SpoolWriter({
    id: createId(),
    directory: config.directory,
    info: { ...identifyWriter(), sdkVersion, ...(parentWriter ? { parentWriter } : {}) },
    diagnostics,
  });
}

function bare(record: AgentOpsRecord): AgentOpsRecord {
  if (record.kind === 'session') {
    return { ...record, session: sessionWithoutContent(record.session) };
  }
  if (record.kind !== 'start' && record.kind !== 'update' && record.kind !== 'end') return record;
  const { prompt, chunk, ...rest } = record;
  return { ...rest, event: withoutContent(record.event), content: 'off' };
}

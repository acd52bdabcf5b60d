/** Wires sessions, pipeline, spool and destinations together for one instance of AgentOps. */
import { describeHost } from '#platform/host';
import { pruneDirectory } from '#platform/sources';
import { createSpool, projectOf } from '#platform/spool';
import type { Config } from './config.ts';
import { Destinations } from './destinations.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { EventSource } from './events/base-event.ts';
import { createId } from './events/id.ts';
import { hostSessionId } from './host-session-id.ts';
import { NoSpool } from './pipeline/no-spool.ts';
import { Pipeline } from './pipeline/pipeline.ts';
import type { Spool } from './pipeline/spool-writer.ts';
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
  readonly #destinations: Destinations;
  #project: string | undefined;
  #pruneTimer: ReturnType<typeof setTimeout> | undefined;
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
    const endpoint = other || config.disabled ? undefined : config.endpoint;
    this.#destinations = new Destinations(this.#spool, { ...config, endpoint }, diagnostics);
    const spool = this.#destinations.watch();
    this.#pipeline = new Pipeline({
      spool,
      diagnostics,
      capture: config.captureContent,
      redact: config.redact,
    });
    if (!config.disabled) diagnostics.connect((record) => this.#pipeline.write(record));
    this.registry = new SessionRegistry({
      writer: this.#pipeline,
      diagnostics,
      capture: config.captureContent,
      hostEnv: {
        ...describeHost(),
        sdk: `@agentops/core ${sdkVersion}`,
      },
      directory: () => this.#spool.directory,
      elsewhere: other && (() => other.currentContext()),
      onChange: (open) => {
        this.#pipeline.heartbeat = open > 0 && !config.disabled && !other;
      },
    });
    if (shared && !other && !config.disabled) this.#stopSharing = this.#share(spool);
    if (!config.disabled && !other) this.#pruneLater();
  }

  /** The data directory that is written to. */
  get directory(): string | undefined {
    return this.#spool.directory;
  }

  hostSessionId(source: EventSource, hostId: string, incarnation: number): string {
    return hostSessionId(this.#projectId(), source, hostId, incarnation);
  }

  /** Resolves to true when every destination has acknowledged everything. */
  async flush(timeoutMs: number): Promise<boolean> {
    this.#pipeline.flush();
    return await this.#destinations.flush(timeoutMs);
  }

  /** Ends what nobody will end any more. The host's own `exit` listeners may come later, and still be recorded. */
  exit(what: string): void {
    this.#pipeline.exit(this.#abandonAll(what));
    this.#destinations.exit();
  }

  /** Ends what nobody will end any more, and closes the spool. */
  close(reason?: string): void {
    this.#pipeline.close(this.#abandonAll('AgentOps was shut down', reason));
    this.#diagnostics.sink = undefined;
    clearTimeout(this.#pruneTimer);
    this.#stopSharing?.();
    this.#destinations.close();
  }

  /** Why nothing more is written: that a session was open, only where one was. */
  #abandonAll(what: string, reason = `${what} before the session was ended`): string {
    return this.registry.abandonAll(reason) > 0 ? reason : what;
  }

  /** Once a process, when it has had time to start. */
  #pruneLater(): void {
    this.#pruneTimer = setTimeout(() => {
      const { directory } = this.#spool;
      try {
        if (directory !== undefined) this.#prune(directory);
      } catch (error) {
        this.#diagnostics.report({
          level: 'warn',
          code: 'retention-failed',
          message: `Old events could not be deleted: ${error instanceof Error ? error.message : String(error)}`,
        });
      }
    }, pruneAfterMs);
    this.#pruneTimer.unref?.();
  }

  #prune(directory: string): void {
    for (const { writer, segment, bytes, destinations } of pruneDirectory(directory)) {
      const names = destinations.map(({ destination }) => `"${destination}"`).join(', ');
      const reason = `segment ${segment} of writer ${writer} was deleted to keep the spool within its bounds, before ${names} had all of it`;
      this.#pipeline.write({ kind: 'loss', reason, bytes });
      this.#diagnostics.report({
        level: 'error',
        code: 'unsent-deleted',
        message: `${bytes} bytes were lost: ${reason}.`,
      });
    }
  }

  #share(spool: Spool): () => void {
    return shareCore({
      v: 1,
      writer: spool.id,
      directory: () => spool.directory,
      write: (record) => spool.append(record),
      currentContext: () => this.registry.currentContext(),
    });
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

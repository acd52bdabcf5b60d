import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AgentOps,
  type Diagnostic,
  detach,
  fold,
  type InitOptions,
  readSpool,
  type Session,
} from '@agentops/core';
import type { ScriptEntry } from '../scripted-provider/script.ts';
import {
  type ScriptedProvider,
  startScriptedProvider,
} from '../scripted-provider/scripted-provider.ts';
import type { HostCapabilities } from './capabilities.ts';
import type { AdapterUnderTest } from './case.ts';
import type { AttachOptions, ClientOptions, HostDriver } from './driver.ts';
import { Recorded } from './recorded.ts';

/** Some cases send more than a provider would take. */
const maxBodyBytes = 128 * 1024 * 1024;

/** What one case works with: a provider of its own, an AgentOps of its own, in a directory of its own. */
export class CaseRun {
  readonly driver: HostDriver;
  readonly capabilities: HostCapabilities;
  readonly directory = mkdtempSync(join(tmpdir(), 'agentops-conformance-'));
  /** What AgentOps had to say about itself. */
  readonly diagnostics: Diagnostic[] = [];
  readonly #agentops = new AgentOps();
  readonly #providers: ScriptedProvider[] = [];
  readonly #cleanUps: (() => unknown)[] = [];
  #session: Session | null | undefined;

  constructor(adapter: AdapterUnderTest) {
    this.driver = adapter.driver;
    this.capabilities = adapter.capabilities;
    this.#agentops.onDiagnostic((diagnostic) => this.diagnostics.push(diagnostic));
  }

  /** Starts AgentOps with other options than the defaults: a session, in this run's directory. */
  init(options: InitOptions = {}): Session | null {
    this.#session = this.#agentops.init({
      directory: this.directory,
      logLevel: 'silent',
      ...options,
    });
    return this.#session;
  }

  /** Ends AgentOps before the case does. Who asks for it later gets it started anew, in the same directory. */
  shutDown(): void {
    this.#agentops.shutdown();
    this.#session = undefined;
  }

  get agentops(): AgentOps {
    if (this.#session === undefined) this.init();
    return this.#agentops;
  }

  /** The session that AgentOps started with. */
  get session(): Session {
    if (this.#session === undefined) this.init();
    if (!this.#session) throw new Error('This case has started AgentOps without a session.');
    return this.#session;
  }

  /** A provider that gives these replies, and is closed after the case. */
  async provider(...replies: ScriptEntry[]): Promise<ScriptedProvider> {
    const provider = await startScriptedProvider({ replies, maxBodyBytes });
    this.#providers.push(provider);
    return provider;
  }

  /** A client that nothing is attached to. */
  bare(provider: { url: string }, options: Partial<ClientOptions> = {}): object {
    return this.driver.createClient({ url: provider.url, maxRetries: 0, ...options });
  }

  /** A client with the adapter attached. */
  attached(
    provider: { url: string },
    options: AttachOptions = {},
    client: Partial<ClientOptions> = {},
  ): object {
    return this.attach(this.bare(provider, client), options);
  }

  attach(client: object, options: AttachOptions = {}): object {
    return this.driver.attach(client, { agentops: this.agentops, ...options });
  }

  detach(client: object): unknown {
    return this.driver.detach ? this.driver.detach(client) : detach(client);
  }

  /** Everything in the directory, as a reader sees it. */
  async recorded(): Promise<Recorded> {
    await this.#agentops.flush();
    const { records } = readSpool(this.directory);
    return new Recorded(records, fold(records));
  }

  /** Done after the case, whatever becomes of it. */
  afterwards(cleanUp: () => unknown): void {
    this.#cleanUps.push(cleanUp);
  }

  async close(): Promise<void> {
    for (const cleanUp of this.#cleanUps.reverse()) await cleanUp();
    await Promise.all(this.#providers.map((provider) => provider.close()));
    this.#agentops.shutdown();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

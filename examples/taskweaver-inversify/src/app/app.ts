import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Container } from 'inversify';
import { createId } from '../memory/create-id.ts';
import { loadPluginSpecs } from '../plugins/plugin-registry.ts';
import { type CreateEventHandler, loadEventHandlers } from '../session/event-handlers.ts';
import type { Session } from '../session/session.ts';
import { appModule } from './app-module.ts';
import type { Providers } from './clients.ts';
import { ConfigSource, type Settings } from './config-source.ts';
import { ids } from './identifiers.ts';
import { observe, observedProcesses } from './observability.ts';
import { sessionModule } from './session-module.ts';

/** An app dir with its sessions. */
export class TaskWeaverApp {
  readonly #container: Container;
  readonly #source: ConfigSource;
  readonly #handlers: readonly CreateEventHandler[];
  readonly #workspace: string;

  private constructor(
    container: Container,
    source: ConfigSource,
    handlers: readonly CreateEventHandler[],
    workspace: string,
  ) {
    this.#container = container;
    this.#source = source;
    this.#handlers = handlers;
    this.#workspace = workspace;
  }

  static async load(appDir: string, providers: Providers): Promise<TaskWeaverApp> {
    const source = await ConfigSource.load(appDir);
    const container = new Container();
    await container.load(appModule(source, providers, await loadPluginSpecs(appDir)), observe());
    const names = source.get<string[]>('session.event_handlers', []);
    const workspace = await mkdtemp(join(tmpdir(), 'taskweaver-'));
    return new TaskWeaverApp(container, source, await loadEventHandlers(names), workspace);
  }

  /** A new conversation, with settings of its own over those of the app. */
  async getSession(settings: Settings = {}): Promise<Session> {
    const session_id = createId();
    const workspace = join(this.#workspace, session_id);
    const source = this.#source.with(settings);
    const container = new Container({ parent: this.#container });
    await container.load(
      sessionModule(source, { session_id, workspace, execution_cwd: join(workspace, 'cwd') }),
      observedProcesses(() => container.get<Session>(ids.Session)),
    );
    const session = container.get<Session>(ids.Session);
    for (const createHandler of this.#handlers) {
      session.event_emitter.register(createHandler(source.json_file_store, session));
    }
    return session;
  }

  async stop(): Promise<void> {
    await rm(this.#workspace, { recursive: true, force: true });
  }
}

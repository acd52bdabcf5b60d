import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { AppConfigSource, SessionMetadata } from '@agentops/adapter-taskweaver';
import { inject, injectable } from 'inversify';
import { ids } from '../app/identifiers.ts';
import type { ProcessContext } from './process-context.ts';
import {
  type ExecutionResult,
  type ExecutionSettings,
  type RunRequest,
  settingsVariable,
} from './protocol.ts';

const timeoutMs = 60_000;

/** Runs a session's code in a process of its own, which is started for the first piece of code. */
@injectable()
export class ExecutionClient {
  readonly #metadata: SessionMetadata;
  readonly #source: AppConfigSource;
  readonly #context: ProcessContext;
  #process: ChildProcess | undefined;

  constructor(
    @inject(ids.SessionMetadata) metadata: SessionMetadata,
    @inject(ids.AppConfigSource) source: AppConfigSource,
    @inject(ids.ProcessContext) context: ProcessContext,
  ) {
    this.#metadata = metadata;
    this.#source = source;
    this.#context = context;
  }

  async executeCode(execution_id: string, code: string): Promise<ExecutionResult> {
    const child = this.#start();
    const trace = this.#context.traceOf(execution_id);
    child.send({ execution_id, code, trace } satisfies RunRequest);
    const signal = AbortSignal.timeout(timeoutMs);
    const [result] = await Promise.race([
      once(child, 'message', { signal }),
      once(child, 'exit', { signal }).then(([status]) => {
        throw new Error(`the process that runs the code ended (${status})`);
      }),
    ]);
    return result as ExecutionResult;
  }

  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.disconnect();
    await exited;
  }

  #start(): ChildProcess {
    this.#process ??= fork(new URL('./plugin-process.js', import.meta.url), {
      env: {
        ...process.env,
        ...this.#context.environment(),
        [settingsVariable]: JSON.stringify(this.#settings()),
      },
    });
    return this.#process;
  }

  #settings(): ExecutionSettings {
    const { session_id, execution_cwd: executionCwd } = this.#metadata;
    return { session_id, appDir: this.#source.app_base_path, executionCwd };
  }
}

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChildSetUp, OpenAIPackage, Request, Tasks } from './child/protocol.ts';
import type { ContenderId } from './contenders/index.ts';
import { type Arrived, openSink, type Sink } from './sink/sink.ts';

type TaskName = keyof Tasks;

/** A reply, with what has come to the sink meanwhile. */
export type Reply<T extends TaskName> = Tasks[T]['reply'] & {
  /** Records that have left the process, wherever they went. */
  records: number;
  arrived: Arrived;
};

const program = fileURLToPath(new URL('./child/main.js', import.meta.url));

/** A contender in a process of its own, with a sink of its own. */
export class ContenderProcess {
  readonly id: ContenderId;
  readonly #place: ContenderPlace;
  readonly #child: ChildProcess;
  #stderr = '';

  private constructor(id: ContenderId, openai: OpenAIPackage, place: ContenderPlace) {
    this.id = id;
    this.#place = place;
    this.#child = fork(program, [place.setUp(id, openai)], {
      execArgv: ['--expose-gc'],
      env: place.env,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (text) => {
      this.#stderr = `${this.#stderr}${text}`.slice(-2000);
    });
  }

  static async start(id: ContenderId, openai: OpenAIPackage): Promise<ContenderProcess> {
    return new ContenderProcess(id, openai, await ContenderPlace.open());
  }

  /** Starts one, uses it, and ends it. */
  static async use<T>(
    id: ContenderId,
    openai: OpenAIPackage,
    body: (contender: ContenderProcess) => Promise<T>,
  ): Promise<T> {
    const contender = await ContenderProcess.start(id, openai);
    try {
      return await body(contender);
    } finally {
      await contender.close();
    }
  }

  async ask<T extends TaskName>(task: T, request: Tasks[T]['request']): Promise<Reply<T>> {
    this.#child.send({ task, ...request } as Request);
    const reply = (await this.#answer()) as Tasks[T]['reply'];
    if (reply.refusedHosts.length > 0)
      throw new Error(`${this.id} wanted to reach ${reply.refusedHosts.join(', ')}`);
    const arrived = this.#place.sink.take();
    return { ...reply, arrived, records: reply.left ?? arrived.records };
  }

  /** What has come to the sink since it was last asked. */
  take(): Arrived {
    return this.#place.sink.take();
  }

  async close(): Promise<void> {
    if (this.#child.exitCode === null) {
      this.#child.disconnect();
      await once(this.#child, 'exit');
    }
    await this.#place.close();
  }

  async #answer(): Promise<unknown> {
    const over = new AbortController();
    const { signal } = over;
    try {
      const exit = once(this.#child, 'exit', { signal }).then(([code]) => {
        throw new Error(`${this.id} ended with ${code}:\n${this.#stderr}`);
      });
      const [reply] = await Promise.race([once(this.#child, 'message', { signal }), exit]);
      return reply;
    } finally {
      over.abort();
    }
  }
}

/** A directory and a sink for one process. */
export class ContenderPlace {
  readonly sink: Sink;
  readonly #root = mkdtempSync(join(tmpdir(), 'agentops-bench-'));

  private constructor(sink: Sink) {
    this.sink = sink;
    mkdirSync(this.#directory);
  }

  static async open(): Promise<ContenderPlace> {
    return new ContenderPlace(await openSink());
  }

  get #directory(): string {
    return join(this.#root, 'data');
  }

  /** Nothing else: keys, endpoints and proxies of the one who runs this are not for the contenders. */
  get env(): NodeJS.ProcessEnv {
    return { PATH: process.env.PATH, HOME: this.#root, TMPDIR: this.#root };
  }

  /** The argument that a child is started with. */
  setUp(contender: ContenderId, openai: OpenAIPackage): string {
    const setUp: ChildSetUp = {
      contender,
      openai,
      directory: this.#directory,
      sinkUrl: this.sink.url,
    };
    return JSON.stringify(setUp);
  }

  async close(): Promise<void> {
    await this.sink.close();
    rmSync(this.#root, { recursive: true, force: true });
  }
}

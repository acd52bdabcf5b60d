/** The thread that writes. */
import { parentPort, workerData } from 'node:worker_threads';
import type { WriterState } from '@agentops/core';
import type { Retention } from '@agentops/store';
import { AppendLoad } from './append-load.ts';
import { lockStore } from './directory-lock.ts';
import { openForWriting } from './open-database.ts';
import type { StoreFiles } from './store-files.ts';
import { answer, failure, onCalls, type WorkerAnswer, type WorkerCall } from './worker-calls.ts';
import { type AppendCall, Engine } from './write/engine.ts';
import { Prune } from './write/prune.ts';
import { SearchIndex } from './write/search-index.ts';

/** Of one transaction, so that nobody waits long for it: characters, and appends. */
const most = { characters: 2 * 1024 * 1024, appends: 5000 };

/** Where appends take a larger share of the time, search waits: a part of it in each short pause would make all of them late. */
const searchBelowLoad = 0.5;
const searchWaitMs = 50;
/** But not for longer than this at a time: it goes on under any load, however slowly. */
const longestSearchWaitMs = 2000;

interface Append extends AppendCall {
  id: number;
}

class WriteWorker {
  readonly #release: () => void;
  readonly #db: ReturnType<typeof openForWriting>;
  readonly #engine: Engine;
  readonly #search: SearchIndex;
  readonly #load = new AppendLoad();
  #appends: Append[] = [];
  #scheduled = false;
  #waiting: NodeJS.Timeout | undefined;
  #searchedAt = 0;
  #closed = false;
  /** Search did not work: it is tried again after the next append. */
  #searchRests = false;

  constructor(files: StoreFiles, checkUpToBytes: number) {
    this.#release = lockStore(files);
    try {
      this.#db = openForWriting(files.database, checkUpToBytes);
      this.#engine = new Engine(this.#db);
      this.#search = new SearchIndex(this.#db, this.#engine);
    } catch (error) {
      this.#release();
      throw error;
    }
    this.#schedule();
  }

  take(call: WorkerCall): void {
    if (call.method === 'append') {
      const bookmarks = (call.options?.bookmarks ?? {}) as AppendCall['bookmarks'];
      this.#appends.push({ id: call.id, ndjson: call.text, bookmarks });
      this.#schedule();
      return;
    }
    // In the order in which they were asked for.
    while (this.#appends.length > 0) this.#commit();
    this.#do(call).then(
      (text) => answer([{ id: call.id, text }]),
      (error) => answer([failure(call.id, error)]),
    );
  }

  async #do({ id, method, text }: WorkerCall): Promise<string> {
    switch (method) {
      case 'judge':
        this.#tell(this.#engine.judge(new Map(JSON.parse(text) as [string, WriterState][])));
        return '';
      case 'project':
        while (this.#search.work()) await turn();
        return '';
      case 'bookmark': {
        const read = this.#db.prepare('SELECT value FROM bookmark WHERE name = ?');
        return JSON.stringify((read.get(text) as { value: string } | undefined)?.value ?? null);
      }
      case 'prune':
        return this.#prune(id, JSON.parse(text) as Retention);
      case 'close':
        this.#close();
        return '';
      default:
        throw new Error(`no such call: ${method}`);
    }
  }

  async #prune(id: number, bounds: Retention): Promise<string> {
    const prune = new Prune(this.#db, this.#engine, this.#search);
    let done = '';
    for (const step of prune.steps(bounds, (ids) => this.#tell(ids))) {
      done = JSON.stringify(step);
      answer([{ id, text: done, more: true }]);
      await turn();
    }
    return done;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#appends.length > 0) this.#commit();
      else this.#idle();
    });
  }

  /** All that waits shares a transaction, up to its bounds. */
  #commit(): void {
    let characters = 0;
    let count = 0;
    for (const { ndjson } of this.#appends) {
      if (count > 0 && (count >= most.appends || characters + ndjson.length > most.characters))
        break;
      characters += ndjson.length;
      count++;
    }
    const batch = this.#appends.splice(0, count);
    this.#searchRests = false;
    this.#schedule();
    const start = performance.now();
    let answers: WorkerAnswer[];
    try {
      const { appended, changed } = this.#engine.append(batch);
      answers = batch.map(({ id }, index) => ({ id, text: JSON.stringify(appended[index]) }));
      if (changed.length > 0) answers.push({ notice: 'change', text: JSON.stringify(changed) });
    } catch (error) {
      answers = batch.map(({ id }) => failure(id, error));
    }
    this.#load.add(start, performance.now());
    answer(answers);
  }

  #idle(): void {
    if (this.#searchRests || this.#closed || this.#waiting) return;
    const now = performance.now();
    const isLate = now - this.#searchedAt > longestSearchWaitMs;
    if (!isLate && this.#load.at(now) > searchBelowLoad) {
      this.#waiting = setTimeout(() => {
        this.#waiting = undefined;
        this.#schedule();
      }, searchWaitMs);
      return;
    }
    this.#searchedAt = now;
    try {
      if (this.#search.work()) this.#schedule();
    } catch (error) {
      this.#searchRests = true;
      const { message } = error as Error;
      answer([{ notice: 'search-failed', text: JSON.stringify(message) }]);
    }
  }

  #tell(changed: string[]): void {
    if (changed.length > 0) answer([{ notice: 'change', text: JSON.stringify(changed) }]);
  }

  #close(): void {
    this.#closed = true;
    clearTimeout(this.#waiting);
    try {
      this.#db.exec("UPDATE meta SET value = 1 WHERE key = 'clean'");
    } finally {
      this.#db.close();
      this.#release();
      setImmediate(() => parentPort?.close());
    }
  }
}

/** Lets calls in that came meanwhile. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

let worker: WriteWorker | undefined;
onCalls((calls) => {
  for (const call of calls) {
    if (call.method === 'open') {
      try {
        worker = new WriteWorker(workerData as StoreFiles, Number(call.text));
        answer([{ id: call.id, text: '' }]);
      } catch (error) {
        answer([failure(call.id, error)]);
        parentPort?.close();
      }
    } else worker?.take(call);
  }
});

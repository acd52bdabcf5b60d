import { BlobStore, pathsOf } from '#platform/spool';
import type { Diagnostics } from '../diagnostics.ts';
import { afterTurn } from '../events/clock.ts';
import type { EventInput, EventOptions, EventWriter } from '../events/event-writer.ts';
import type {
  EventPatch,
  EventRecord,
  PromptDelta,
  RecordBody,
  StreamChunk,
} from '../events/record.ts';
import { sessionWithoutContent, withoutContent } from './capture.ts';
import { type ContentPolicy, countChars, maskText, prepareContent } from './content.ts';
import { PromptHistory } from './prompt-history.ts';
import { recordShape } from './record-shape.ts';
import type { Spool } from './spool-writer.ts';
import { StreamTail } from './stream-tail.ts';

/** More content than this is masked and written after the host's own turn. */
const deferredChars = 16 * 1024;
/** A writer with an open session says this often that it lives. */
const heartbeatMs = 30_000;
/** What is recorded after the data directory was deleted is lost for so long at most. */
const checkFileMs = 1000;

export interface PipelineOptions {
  spool: Spool;
  diagnostics: Diagnostics;
  /** Whether content of sessions may be kept; events say it for themselves. */
  capture: boolean;
  redact?: ((text: string) => string) | undefined;
  /** No host waits for this, so that nothing is put off. @default false */
  immediate?: boolean;
}

/** Takes what sessions record, masks it, keeps it within bounds, and writes it to the spool. */
export class Pipeline implements EventWriter {
  readonly id: string;
  readonly #spool: Spool;
  readonly #diagnostics: Diagnostics;
  readonly #capture: boolean;
  readonly #policy: ContentPolicy;
  readonly #prompts = new PromptHistory();
  readonly #immediate: boolean;
  readonly #deferred = new Map<string, (() => void)[]>();
  readonly #tails = new Map<string, { n: number; tail: StreamTail }>();
  /** Of the open sessions. */
  readonly #starts = new Map<string, RecordBody>();
  #blobs: BlobStore | undefined;
  #scheduled = false;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #checkedAt = performance.now();
  #exiting = false;
  #closed = false;

  constructor(options: PipelineOptions) {
    this.#spool = options.spool;
    this.#diagnostics = options.diagnostics;
    this.#capture = options.capture;
    this.#immediate = options.immediate ?? false;
    this.id = options.spool.id;
    this.#policy = { redact: options.redact, shorten: (text) => this.#toBlob(text) };
  }

  write(record: RecordBody, options: { capture: boolean } = { capture: true }): void {
    this.#guard(() => {
      this.#rotateIfFull();
      let body = record;
      if (record.kind === 'session') {
        if (isTheHosts(record)) this.#checkFile();
        const capture = this.#capture && options.capture;
        if (!capture) body = { ...record, session: sessionWithoutContent(record.session) };
        if (record.phase === 'start') this.#starts.set(record.session.id, body);
        else if (record.phase === 'end') this.#starts.delete(record.session.id);
      }
      this.#append(body);
    });
  }

  event(kind: EventRecord['kind'], event: EventInput, options: EventOptions): void {
    try {
      this.#rotateIfFull();
      // What came before an event's end is written before it.
      if (kind === 'end') {
        this.#flushEvent(event.id);
        this.#tails.delete(event.id);
      }
      if (!options.capture) this.#append({ kind, event: withoutContent(event), content: 'off' });
      else if (options.chunk) this.#appendChunk(event.id, options.chunk);
      else this.#appendContent(kind, event, this.#takePrompt(event, options));
    } catch (error) {
      this.#reportFailure(error);
    }
  }

  /** Says every 30 s that this writer lives, for as long as a session is open. Keeps no process alive. */
  set heartbeat(on: boolean) {
    if (on === (this.#heartbeat !== undefined)) return;
    if (on) {
      this.#heartbeat = setInterval(() => {
        this.#checkFile();
        this.write({ kind: 'heartbeat' });
      }, heartbeatMs);
      this.#heartbeat.unref?.();
    } else {
      clearInterval(this.#heartbeat);
      this.#heartbeat = undefined;
    }
  }

  /** Writes what was put off until after the host's turn. */
  flush(): void {
    this.#checkFile();
    this.#flushDeferred();
  }

  #flushDeferred(): void {
    for (const id of [...this.#deferred.keys()]) this.#flushEvent(id);
  }

  /** The process is about to exit, so that there is no later: whatever still comes is written at once. */
  exit(reason: string): void {
    this.#exiting = true;
    this.heartbeat = false;
    this.#finish(reason);
  }

  /** Nothing comes after this. A reader then knows that what is open stays so. */
  close(reason: string): void {
    if (this.#closed) return;
    this.heartbeat = false;
    this.#finish(reason);
    this.#closed = true;
    this.#spool.close();
  }

  /** A directory that was deleted is not made anew for the mere end of a process: a host may have tidied up. */
  #finish(reason: string): void {
    this.#spool.checkFile({ anew: false });
    this.#flushDeferred();
    this.writeTails();
    this.write({ kind: 'close', reason });
  }

  /** Nothing is written but through here: masked. */
  #append(record: RecordBody): void {
    if (!this.#closed) this.#spool.append(prepareContent(record, this.#policy, recordShape));
  }

  #appendContent(
    kind: EventRecord['kind'],
    event: EventPatch,
    prompt: PromptDelta | undefined,
  ): void {
    if (this.#mayWait(event, prompt)) this.#appendLater(kind, event, prompt);
    else if (prompt) this.#append({ kind, event, prompt });
    else this.#append({ kind, event });
  }

  #mayWait(event: EventPatch, prompt: PromptDelta | undefined): boolean {
    if (this.#immediate || this.#exiting) return false;
    return countChars(event, deferredChars) + countChars(prompt, deferredChars) > deferredChars;
  }

  /** Takes the prompt out of the event: it is written by itself, against the one before. */
  #takePrompt(event: EventInput, options: EventOptions): PromptDelta | undefined {
    const { id, inputMessages, toolDefinitions } = event;
    if (inputMessages === undefined) return undefined;
    event.inputMessages = undefined;
    if (inputMessages === null) return undefined;
    event.toolDefinitions = undefined;
    const owner = options.promptOwner ?? this;
    return this.#prompts.delta(owner, id, inputMessages, toolDefinitions);
  }

  #appendChunk(id: string, { n, deltas }: StreamChunk): void {
    let stream = this.#tails.get(id);
    if (!stream) {
      stream = { n, tail: new StreamTail((text) => maskText(text, this.#policy)) };
      this.#tails.set(id, stream);
    }
    stream.n = n;
    const ready = stream.tail.take(deltas);
    if (ready.length > 0)
      this.#append({ kind: 'update', event: { id }, chunk: { n, deltas: ready } });
  }

  /** Streams will not go on: what was held back of them, to be masked with what follows, is written. */
  writeTails(): void {
    for (const [id, { n, tail }] of this.#tails) {
      const deltas = tail.rest();
      const chunk = { n: n + 1, deltas };
      if (deltas.length > 0) this.#append({ kind: 'update', event: { id }, chunk });
    }
    this.#tails.clear();
  }

  /** The bare event at once, its content after the host's turn, and at the latest before the event's own end. */
  #appendLater(
    kind: EventRecord['kind'],
    patch: EventPatch,
    prompt: PromptDelta | undefined,
  ): void {
    const bare = withoutContent(patch) as { [field: string]: unknown };
    for (const field of ['name', 'errorType', 'code'] as const) {
      if (patch[field] !== undefined) bare[field] = patch[field];
    }
    this.#append({ kind, event: bare as EventPatch, content: 'pending' });
    const content = Object.fromEntries(
      Object.entries(patch).filter(([field, value]) => bare[field] !== value),
    );
    const jobs = this.#deferred.get(patch.id) ?? [];
    this.#deferred.set(patch.id, jobs);
    jobs.push(() => {
      this.#append({
        kind: 'update',
        event: { ...content, id: patch.id },
        ...(prompt ? { prompt } : {}),
        content: 'captured',
      });
    });
    if (this.#scheduled) return;
    this.#scheduled = true;
    afterTurn(() => {
      this.#scheduled = false;
      this.#flushDeferred();
    });
  }

  #flushEvent(id: string): void {
    const jobs = this.#deferred.get(id);
    if (!jobs) return;
    this.#deferred.delete(id);
    for (const job of jobs) this.#guard(job);
  }

  /** What was deleted with the file is lost; what follows stands on its own again. */
  #checkFile(): void {
    this.#checkedAt = performance.now();
    if (!this.#spool.checkFile()) return;
    this.#append({ kind: 'loss', reason: 'its file was deleted while it was written to' });
    for (const start of this.#starts.values()) this.#append(start);
    this.#prompts.clear();
  }

  /** A segment stands on its own: the prompts in it have their bases in it. */
  #rotateIfFull(): void {
    if (!this.#exiting && performance.now() - this.#checkedAt > checkFileMs) this.#checkFile();
    if (!this.#spool.isFull) return;
    this.#flushDeferred();
    this.#prompts.clear();
    this.#spool.rotate();
  }

  #toBlob(text: string): string {
    const { directory } = this.#spool;
    if (directory === undefined) return `${text.slice(0, deferredChars)}\n[cut by agentops]`;
    this.#blobs ??= new BlobStore(pathsOf(directory).blobs);
    try {
      return this.#blobs.put(text);
    } catch (error) {
      this.#reportFailure(error);
      return `${text.slice(0, deferredChars)}\n[cut by agentops: ${text.length} characters could not be kept]`;
    }
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#reportFailure(error);
    }
  }

  #reportFailure(error: unknown): void {
    this.#diagnostics.report({
      level: 'error',
      code: 'record-failed',
      message: `A record could not be written: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
}

/** A session's start, and its end by the host itself. */
function isTheHosts({ phase, session }: Extract<RecordBody, { kind: 'session' }>): boolean {
  return phase === 'start' || (phase === 'end' && !session.automatic);
}

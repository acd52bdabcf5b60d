import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentOpsRecord, recordVersion, type WriterState } from '@agentops/core';
import type { Appended, AppendOptions, Store, StoreReader } from '@agentops/store';
import type { StoreUnderTest } from './case.ts';
import { Expected } from './expected.ts';
import { allPages } from './pages.ts';
import { linesOf } from './pen.ts';
import { same } from './same.ts';

/** What one case works with: a store of its own in a directory of its own, and a note of all that was sent to it. */
export class StoreRun {
  /** For whatever the case puts there. */
  readonly scratch = mkdtempSync(join(tmpdir(), 'agentops-store-conformance-'));
  readonly #directory = join(this.scratch, 'store');
  readonly #subject: StoreUnderTest;
  readonly #others: Store[] = [];
  readonly #sent = new Map<string, AgentOpsRecord>();
  readonly #verdicts = new Map<string, WriterState>();
  #store: Store | undefined;

  constructor(subject: StoreUnderTest) {
    this.#subject = subject;
    mkdirSync(this.#directory);
  }

  async store(): Promise<Store> {
    this.#store ??= await this.#subject.open(this.#directory);
    return this.#store;
  }

  async reader(): Promise<StoreReader> {
    return (await this.store()).reader;
  }

  /** Appends records and notes them. Of two with the same number the first counts. */
  async send(records: Iterable<AgentOpsRecord>, options?: AppendOptions): Promise<Appended> {
    const all = [...records];
    const appended = await (await this.store()).append(linesOf(all), options);
    for (const record of all) {
      const key = `${record.writer}:${record.seq}`;
      if (this.#sent.has(key)) continue;
      this.#sent.set(key, record);
      this.#verdicts.delete(record.writer);
    }
    return appended;
  }

  async judge(writer: string, verdict: WriterState): Promise<void> {
    await (await this.store()).judge(new Map([[writer, verdict]]));
    if (verdict.state === 'alive') this.#verdicts.delete(writer);
    else this.#verdicts.set(writer, verdict);
  }

  /** Readers see everything from now on. */
  async show(): Promise<StoreReader> {
    const store = await this.store();
    await store.project();
    return store.reader;
  }

  /** Closes the store and opens it again. */
  async reopen(): Promise<void> {
    await this.#store?.close();
    this.#store = undefined;
    if (!this.#subject.reopen) throw new Error('This driver can open no store again.');
    this.#store = await this.#subject.reopen(this.#directory);
  }

  /** Another store, empty; closed after the case. */
  async another(): Promise<Store> {
    const directory = mkdtempSync(join(this.scratch, 'another-'));
    return this.#keep(await this.#subject.open(directory));
  }

  /** The store that a backup is; closed after the case. */
  async backup(path: string): Promise<Store> {
    if (!this.#subject.openBackup) throw new Error('This driver can open no backup.');
    return this.#keep(await this.#subject.openBackup(path));
  }

  hasHeardOf(writer: string): boolean {
    return [...this.#sent.values()].some((record) => record.writer === writer);
  }

  get expected(): Expected {
    return new Expected(this.#sent.values(), this.#verdicts);
  }

  /** Nothing of these records counts any more, but that they were there. */
  forget(isGone: (record: AgentOpsRecord) => boolean): void {
    for (const [key, record] of this.#sent) {
      if (!isGone(record)) continue;
      const { v = recordVersion, writer, seq, time } = record;
      this.#sent.set(key, { v, writer, seq, time, kind: 'heartbeat' });
    }
  }

  /** Shows everything, and asserts that all of it is what `fold` makes of what was sent. Returns that. */
  async sameAsFold(): Promise<Expected> {
    await this.show();
    return this.sameAsFoldIn(await this.store());
  }

  /** The same of another store. */
  async sameAsFoldIn({ reader }: Store): Promise<Expected> {
    const { expected } = this;
    const { folded, summaries, sessions } = expected;
    same(await allPages((page) => reader.sessions(page)), sessions, 'What sessions() gives');
    same(
      await allPages((page) => reader.events({ ...page, order: 'asc' })),
      summaries,
      'What events() gives',
    );
    for (const session of sessions) {
      same(await reader.session(session.id), session, `session(${session.id})`);
    }
    for (const sessionId of new Set(summaries.map((summary) => summary.sessionId))) {
      same(
        await allPages((page) => reader.sessionEvents(sessionId, page)),
        expected.eventsOf(sessionId),
        `What sessionEvents(${sessionId}) gives`,
      );
    }
    const health = await reader.health();
    same(
      { sessions: health.sessions, events: health.events, newer: health.newer },
      { sessions: sessions.length, events: summaries.length, newer: folded.newer },
      'What health() counts',
    );
    same(sorted(health.losses), sorted(folded.losses), 'What health() knows of losses');
    return expected;
  }

  /** Takes everything away. @throws Error of the store, where it can't be closed */
  async close(): Promise<void> {
    try {
      for (const store of this.#others) await store.close();
      await this.#store?.close();
    } finally {
      rmSync(this.scratch, { recursive: true, force: true });
    }
  }

  #keep(store: Store): Store {
    this.#others.push(store);
    return store;
  }
}

function sorted<T>(losses: readonly T[]): T[] {
  return losses.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AgentOps,
  type AgentOpsRecord,
  type DrainReport,
  drainSpool,
  type Exporter,
  readSpool,
  type Session,
} from '@agentops/core';
import { waitUntil } from '../conformance-kit/waiting.ts';
import type { ExporterOptions, ExporterUnderTest } from './case.ts';
import { Child } from './child.ts';
import { Receiver } from './receiver.ts';

const timeoutMs = 1000;
/** A process may have to start first. */
export const arrivalMs = 30_000;
/** For all exporters of a case. */
const destination = 'kit';

/** What one case works with: a destination, a data directory, and what records into it. */
export class ExporterRun {
  readonly subject: ExporterUnderTest;
  readonly receiver: Receiver;
  readonly directory = mkdtempSync(join(tmpdir(), 'agentops-exporter-conformance-'));
  readonly #agentops: AgentOps[] = [];
  readonly #exporters: Exporter[] = [];
  readonly #children: Child[] = [];

  constructor(subject: ExporterUnderTest) {
    this.subject = subject;
    this.receiver = new Receiver(subject.receiver);
  }

  create(options: Partial<ExporterOptions> = {}): Exporter {
    const all = { name: destination, captureContent: true, timeoutMs, ...options };
    const exporter = this.subject.create(this.receiver.url, all);
    this.#exporters.push(exporter);
    return exporter;
  }

  /** An AgentOps that sends to the destination. */
  record(options: Partial<ExporterOptions> = {}): { agentops: AgentOps; session: Session } {
    const agentops = new AgentOps();
    this.#agentops.push(agentops);
    const exporters = [this.create(options)];
    const session = agentops.init({ directory: this.directory, logLevel: 'silent', exporters });
    if (!session) throw new Error('no session was started');
    return { agentops, session };
  }

  /** Starts a process that records, and sends to the destination. */
  spawn(how: {
    events: number;
    atOnce?: number;
    pauseMs?: number;
    end: 'flush' | 'exit';
    timeoutMs?: number;
  }): Child {
    const { program } = this.subject;
    const { timeoutMs: requestMs = timeoutMs, ...rest } = how;
    if (program === undefined) throw new Error('no program was given');
    const child = new Child({
      program: String(program),
      endpoint: this.receiver.url,
      directory: this.directory,
      options: { name: destination, timeoutMs: requestMs },
      ...rest,
    });
    this.#children.push(child);
    return child;
  }

  /** Sends what processes that are gone left. */
  async drain(): Promise<DrainReport> {
    // There is one destination here: a process that gave it another name must not go unnoticed.
    const alsoMeantElsewhere = true;
    return await drainSpool({
      directory: this.directory,
      exporter: this.create(),
      alsoMeantElsewhere,
    });
  }

  /** Gives the exporter all that was recorded, at once. @throws what the exporter throws */
  async exportAll(exporter: Exporter): Promise<void> {
    await exporter.export(this.#records());
  }

  /** Something has come to the destination. */
  async someRequest(): Promise<void> {
    await waitUntil(() => this.receiver.received.length > 0, 'a request', arrivalMs);
  }

  /** Events have arrived. */
  async arrival(): Promise<void> {
    await waitUntil(() => this.receiver.seen.length > 0, 'events', arrivalMs);
  }

  /** What the destination should call the events that ended, in the order of their ends. */
  ended(sessionId?: string): string[] {
    const { idOf = (id: string) => id } = this.subject.receiver;
    return this.#records()
      .flatMap((record) => (record.kind === 'end' ? [record.event] : []))
      .filter((event) => sessionId === undefined || event.sessionId === sessionId)
      .map(({ id }) => idOf(id));
  }

  /** All that ended is there, and nothing came again after it was acknowledged. @throws Error that says what is wrong */
  checkAll(except: readonly string[] = []): void {
    this.#checkNoneMissing(except);
    const { doubled } = this.receiver;
    if (doubled.length > 0) {
      throw new Error(
        `${doubled.length} events came again after they had been acknowledged: ${doubled.slice(0, 3).join(', ')}, …`,
      );
    }
  }

  /**
   * The same where processes died: what they were sending comes again. It has the ids that it had, so that the destination can tell.
   * @throws Error that says what is wrong
   */
  checkAllOfTheDead(): void {
    this.#checkNoneMissing([]);
    const { idOf = (id: string) => id } = this.subject.receiver;
    const known = new Set(
      this.#records().flatMap((record) => ('event' in record ? [idOf(record.event.id)] : [])),
    );
    const unknown = this.receiver.taken.filter((id) => !known.has(id));
    if (unknown.length > 0) {
      throw new Error(
        `${unknown.length} ids came that no event has: ${unknown.slice(0, 3).join(', ')}, …`,
      );
    }
  }

  #checkNoneMissing(except: readonly string[]): void {
    const there = new Set([...this.receiver.taken, ...except]);
    const missing = this.ended().filter((id) => !there.has(id));
    if (missing.length > 0) {
      throw new Error(
        `${missing.length} events did not arrive: ${missing.slice(0, 3).join(', ')}, …`,
      );
    }
  }

  #records(): AgentOpsRecord[] {
    return readSpool(this.directory).records as AgentOpsRecord[];
  }

  async close(): Promise<void> {
    for (const child of this.#children) await child.kill();
    for (const agentops of this.#agentops) agentops.shutdown();
    for (const exporter of this.#exporters) await exporter.shutdown?.();
    await this.receiver.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

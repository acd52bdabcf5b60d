import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type AgentOpsRecord, type Exporter, FinishedEvents } from '@agentops/core';
import type { ExporterOptions, ExporterUnderTest } from '../../src/index.ts';

class Failure extends Error {
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(status: number | undefined, retryAfterMs?: number) {
    super(`answered ${status}`);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

interface Sendable {
  id: string;
}

export interface ToyAnswer {
  status: number;
  retryAfter: string | undefined;
}

/** Sends finished events as JSON, one request a batch. Its parts are there to be broken. */
export class ToyExporter implements Exporter {
  name: string;
  captureContent: ExporterOptions['captureContent'];
  maxRecords = 100;
  maxEvents = 100;
  timeoutMs: number;
  readonly endpoint: string;
  readonly finished = new FinishedEvents();

  constructor(endpoint: string, { name, captureContent, timeoutMs }: ExporterOptions) {
    this.endpoint = endpoint;
    this.name = name;
    this.captureContent = captureContent;
    this.timeoutMs = timeoutMs;
  }

  async export(records: readonly AgentOpsRecord[]): Promise<void> {
    const events = this.eventsIn(records);
    for (let at = 0; at < events.length; at += this.maxEvents) {
      await this.isolate(events.slice(at, at + this.maxEvents));
    }
    this.finished.settle();
  }

  recall(records: readonly AgentOpsRecord[]): void {
    this.finished.recall(records);
  }

  eventsIn(records: readonly AgentOpsRecord[]): Sendable[] {
    return this.finished.add(records).events;
  }

  async isolate(events: Sendable[]): Promise<void> {
    if (events.length === 0) return;
    try {
      await this.send(events);
    } catch (error) {
      if (!(error instanceof Failure) || error.status !== 400) throw error;
      if (events.length === 1) return;
      await this.isolate(events.slice(0, events.length / 2));
      await this.isolate(events.slice(events.length / 2));
      return;
    }
    this.note(events);
  }

  note(events: Sendable[]): void {
    this.finished.sent(events as never);
  }

  async send(events: Sendable[]): Promise<void> {
    const { status, retryAfter } = await this.post(this.compress(JSON.stringify({ events })));
    if (this.isYes(status)) return;
    throw new Failure(status, Number(retryAfter) * 1000 || undefined);
  }

  async post(body: string | Uint8Array): Promise<ToyAnswer> {
    const headers = typeof body === 'string' ? {} : { 'content-encoding': 'gzip' };
    const posted = request(this.endpoint, { method: 'POST', headers, agent: false });
    const timer = setTimeout(() => posted.destroy(new Error('no answer')), this.timeoutMs);
    timer.unref();
    if (!this.holdsProcess()) posted.on('socket', (socket) => socket.unref());
    posted.end(body);
    try {
      const [response] = (await once(posted, 'response')) as [IncomingMessage];
      await this.read(response);
      const { statusCode: status = 0, headers: answered } = response;
      return { status, retryAfter: answered['retry-after'] };
    } finally {
      clearTimeout(timer);
    }
  }

  holdsProcess(): boolean {
    return false;
  }

  compress(text: string): string | Uint8Array {
    return gzipSync(text);
  }

  async read(response: IncomingMessage): Promise<void> {
    await response.toArray();
  }

  isYes(status: number): boolean {
    return status >= 200 && status < 300;
  }
}

/** With a program of its own, which makes the same exporter in processes of the kit's. */
export function toy(Exporter: typeof ToyExporter = ToyExporter): ExporterUnderTest {
  const program = new URL('./toy-program.ts', import.meta.url);
  program.search = Exporter.name;
  return {
    name: Exporter.name,
    create: (endpoint, options) => new Exporter(endpoint, options),
    program,
    refusal: 400,
    gzip: true,
    receiver: {
      read: ({ body }) => eventsIn(body).map(({ id }) => id),
      say: ({ body }) => Object.fromEntries(eventsIn(body).map((event) => [event.id, event])),
    },
  };
}

function eventsIn(body: Buffer): Sendable[] {
  return JSON.parse(body.toString() || '{}').events ?? [];
}

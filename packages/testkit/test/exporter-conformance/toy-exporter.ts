import { gzipSync } from 'node:zlib';
import { type AgentOpsRecord, type Exporter, FinishedEvents } from '@agentops/core';
import type { ExporterOptions, ExporterUnderTest } from '../../src/index.ts';

class Failure extends Error {
  constructor(
    readonly status: number | undefined,
    readonly retryAfterMs?: number,
  ) {
    super(`answered ${status}`);
  }
}

interface Sendable {
  id: string;
}

/** Sends finished events as JSON, one request a batch. Its parts are there to be broken. */
export class ToyExporter implements Exporter {
  readonly name: string;
  captureContent: ExporterOptions['captureContent'];
  readonly endpoint: string;
  readonly timeoutMs: number;
  readonly finished = new FinishedEvents();

  constructor(endpoint: string, { name, captureContent, timeoutMs }: ExporterOptions) {
    this.endpoint = endpoint;
    this.name = name;
    this.captureContent = captureContent;
    this.timeoutMs = timeoutMs;
  }

  async export(records: readonly AgentOpsRecord[]): Promise<void> {
    const events = this.eventsIn(records);
    for (let at = 0; at < events.length; at += 100) await this.isolate(events.slice(at, at + 100));
    this.finished.settle();
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
    const response = await fetch(this.endpoint, this.request(events));
    await this.read(response);
    const { status, headers } = response;
    if (!this.isYes(status)) {
      throw new Failure(status, Number(headers.get('retry-after')) * 1000 || undefined);
    }
  }

  request(events: Sendable[]): RequestInit {
    const body = this.compress(JSON.stringify({ events }));
    const headers = typeof body === 'string' ? {} : { 'content-encoding': 'gzip' };
    const signal = AbortSignal.timeout(this.timeoutMs);
    return { method: 'POST', redirect: 'manual', headers, body: body as string, signal };
  }

  compress(text: string): string | Uint8Array {
    return gzipSync(text);
  }

  async read(response: Response): Promise<void> {
    await response.text();
  }

  isYes(status: number): boolean {
    return status >= 200 && status < 300;
  }
}

export function toy(Exporter: typeof ToyExporter = ToyExporter): ExporterUnderTest {
  return {
    name: Exporter.name,
    create: (endpoint, options) => new Exporter(endpoint, options),
    refusal: 400,
    gzip: true,
    receiver: {
      read: ({ body }) =>
        JSON.parse(body.toString() || '{}').events?.map(({ id }: Sendable) => id) ?? [],
    },
  };
}

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ErrorEvent, Finished, FinishedEvent, Refusal, SessionData } from '@agentops/core';
import { SERVICE_NAME } from '@agentops/semconv';
import { isUnauthorized } from '../api-error.ts';
import { batches } from '../batches.ts';
import type { Connection } from '../connection.ts';
import type { Protocol, Sent } from '../protocol.ts';
import { Refusals } from '../refusals.ts';
import { type EncodedSpan, type Encoding, encodeOne, encodeRequest } from './otlp-request.ts';
import { rejectedIn } from './partial-success.ts';
import { spanOfEvent } from './span-of-event.ts';
import { spanOfSession } from './span-of-session.ts';
import type { TokenSource } from './token-source.ts';

export interface V4Options {
  connection: Connection;
  tokens: TokenSource;
  url: URL;
  encoding: Encoding;
  compress: boolean;
}

/** Spans of one request: as many as OpenTelemetry's batches have, and no more than servers take. */
const maxBatch = { items: 512, bytes: 4 * 1024 * 1024 };

/** A span, and what is told with it. */
interface Item {
  encoded: EncodedSpan;
  told: (FinishedEvent | SessionData)[];
}

const gzipAsync = promisify(gzip);

/** Spans, as the Python SDK 0.4.21 sends them: each session a trace, whose root comes when it is over. */
export class V4Protocol implements Protocol {
  readonly #options: V4Options;

  constructor(options: V4Options) {
    this.#options = options;
  }

  async send(finished: Finished, sent: Sent): Promise<Refusal | undefined> {
    const refusals = new Refusals();
    const taken = (items: readonly Item[]) => sent(items.flatMap(({ told }) => told));
    const send = async (items: readonly Item[]) => {
      const rejected = await this.#post(items);
      if (rejected) refusals.add(rejected.refused, rejected.reason);
    };
    for (const batch of batches(this.#items(finished), maxBatch, ({ encoded }) => encoded.length)) {
      await refusals.isolate(batch, send, taken);
    }
    return refusals.result;
  }

  #items({ events, ended }: Finished): Item[] {
    const { encoding } = this.#options;
    const failed = errorsByTrigger(events);
    const folded = new Set([...failed.values()].flat());
    const items: Item[] = [];
    for (const event of events) {
      if (folded.has(event as ErrorEvent & FinishedEvent)) continue;
      const errors = failed.get(event.id) ?? [];
      items.push({
        encoded: encodeOne(spanOfEvent(event, errors), encoding),
        told: [event, ...errors],
      });
    }
    for (const session of ended) {
      items.push({ encoded: encodeOne(spanOfSession(session), encoding), told: [session] });
    }
    return items;
  }

  async #post(items: readonly Item[]): Promise<Refusal | undefined> {
    try {
      return await this.#postOnce(items);
    } catch (error) {
      if (!isUnauthorized(error)) throw error;
      this.#options.tokens.drop(await this.#options.tokens.get());
      return await this.#postOnce(items);
    }
  }

  async #postOnce(items: readonly Item[]): Promise<Refusal | undefined> {
    const { connection, tokens, url, encoding, compress } = this.#options;
    const { token, projectId } = await tokens.get();
    const resource = { [SERVICE_NAME]: 'agentops', 'agentops.project.id': projectId };
    const encoded = items.map((item) => item.encoded);
    const { body, contentType } = encodeRequest(encoded, resource, encoding);
    const answer = await connection.post(url, {
      headers: {
        'content-type': contentType,
        authorization: `Bearer ${token}`,
        ...(compress ? { 'content-encoding': 'gzip' } : {}),
      },
      body: compress ? await gzipAsync(body) : body,
    });
    return rejectedIn(answer, encoding);
  }
}

/** Errors of events that are sent with them: those are told by the spans that failed. */
function errorsByTrigger(
  events: readonly FinishedEvent[],
): Map<string, (ErrorEvent & FinishedEvent)[]> {
  const ids = new Set(events.filter(({ type }) => type !== 'error').map(({ id }) => id));
  const errors = new Map<string, (ErrorEvent & FinishedEvent)[]>();
  for (const event of events) {
    if (event.type !== 'error' || !ids.has(event.triggerEventId ?? '')) continue;
    const trigger = event.triggerEventId as string;
    errors.set(trigger, [...(errors.get(trigger) ?? []), event]);
  }
  return errors;
}

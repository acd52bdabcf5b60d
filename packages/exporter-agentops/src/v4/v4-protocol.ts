import {
  cutTexts,
  type Finished,
  type FinishedEvent,
  Isolation,
  type Refusal,
  type SessionData,
  withErrors,
} from '@agentops/core';
import { SERVICE_NAME, type Span } from '@agentops/semconv';
import { AGENTOPS_PROJECT_ID } from '@agentops/semconv/agentops-sdk';
import { partialSuccessOf, type SpanEncoding } from '@agentops/semconv/otlp';
import { isUnauthorized, verdictOf } from '../api-error.ts';
import { batches } from '../batches.ts';
import type { Connection } from '../connection.ts';
import type { Protocol, Sent } from '../protocol.ts';
import { spanOfEvent } from './span-of-event.ts';
import { spanOfSession } from './span-of-session.ts';
import type { TokenSource } from './token-source.ts';

export interface V4Options {
  connection: Connection;
  tokens: TokenSource;
  url: URL;
  encoding: SpanEncoding;
  compress: boolean;
}

/** Spans of one request: as many as OpenTelemetry's batches have, and no more than servers take. */
const maxBatch = { items: 512, bytes: 4 * 1024 * 1024 };

/** A span, and what is told with it. */
interface Item {
  span: Span;
  encoded: Buffer;
  told: (FinishedEvent | SessionData)[];
}

/** Spans, as the Python SDK 0.4.21 sends them: each session a trace, whose root comes when it is over. */
export class V4Protocol implements Protocol {
  readonly maxRecords = maxBatch.items;
  readonly #options: V4Options;
  readonly #isolation = new Isolation(verdictOf);

  constructor(options: V4Options) {
    this.#options = options;
  }

  async send(finished: Finished, sent: Sent): Promise<Refusal | undefined> {
    const items = this.#items(finished);
    return await this.#isolation.round(async (round) => {
      for (const batch of batches(items, maxBatch, ({ encoded }) => encoded.length)) {
        await round.isolate(batch, {
          send: async (some) => {
            const rejected = await this.#post(some);
            if (rejected) round.add(rejected.refused, rejected.reason);
          },
          taken: (some) => sent(some.flatMap(({ told }) => told)),
          shorten: ({ span, told }) => {
            const short = cutTexts(span);
            return short && this.#item(short, told);
          },
        });
      }
    });
  }

  #items({ events, ended }: Finished): Item[] {
    return [
      ...withErrors(events).map(({ event, errors }) =>
        this.#item(spanOfEvent(event, errors), [event, ...errors]),
      ),
      ...ended.map((session) => this.#item(spanOfSession(session), [session])),
    ];
  }

  #item(span: Span, told: Item['told']): Item {
    return { span, encoded: this.#options.encoding.span(span), told };
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
    const resource = { [SERVICE_NAME]: 'agentops', [AGENTOPS_PROJECT_ID]: projectId };
    const spans = items.map(({ encoded }) => encoded);
    const answer = await connection.post(url, {
      headers: {
        'content-type': encoding.contentType,
        authorization: `Bearer ${token}`,
      },
      body: encoding.request([{ resource, spans }], { name: 'agentops' }),
      gzip: compress,
    });
    const rejected = partialSuccessOf(answer);
    if (!rejected) return undefined;
    const { rejectedSpans: refused, message } = rejected;
    return { refused, reason: message || 'the destination gave no reason' };
  }
}

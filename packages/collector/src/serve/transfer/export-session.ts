import type { AgentOpsEvent, SessionData } from '@agentops/core';
import { toResource, toSpan } from '@agentops/semconv';
import { encodeAttributes, encodeSpan } from '@agentops/semconv/otlp';
import type { SessionSummary, StoreReader } from '@agentops/store';
import { sessionFormat } from '../../receive/ingest/session-file.ts';

export const exportFormats = ['json', 'records', 'otlp'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const pageSize = 50;

/** A session as one text, piece by piece, so that a large one is never in memory whole. */
export function exportSession(
  reader: StoreReader,
  summary: SessionSummary,
  format: ExportFormat,
): AsyncGenerator<string> {
  const session = withoutSums(summary);
  switch (format) {
    case 'json':
      return asJson(reader, session);
    case 'records':
      return asRecords(reader, session.id);
    case 'otlp':
      return asOtlp(reader, session);
  }
}

/** The records of a session as they came, one a line. */
export async function* asRecords(reader: StoreReader, id: string): AsyncGenerator<string> {
  for await (const record of reader.sessionRecords(id)) yield `${JSON.stringify(record)}\n`;
}

async function* asJson(reader: StoreReader, session: SessionData): AsyncGenerator<string> {
  const head = { format: sessionFormat, version: 1, session };
  yield `${JSON.stringify(head).slice(0, -1)},"events":[`;
  yield* joined(reader, session.id, (event) => JSON.stringify(event));
  yield ']}\n';
}

/** One request of OTLP/JSON, with a span for each event. The first tells of the session. */
async function* asOtlp(reader: StoreReader, session: SessionData): AsyncGenerator<string> {
  const attributes = toResource(session);
  const resource = { attributes: encodeAttributes(attributes) };
  yield `{"resourceSpans":[{"resource":${JSON.stringify(resource)},"scopeSpans":[{"scope":{"name":"agentops"},"spans":[`;
  let told: SessionData | undefined = session;
  yield* joined(reader, session.id, (event) => {
    const span = toSpan({ ...event, sessionId: session.id }, attributes, told);
    told = undefined;
    return JSON.stringify(encodeSpan(span));
  });
  yield ']}]}]}\n';
}

async function* joined(
  reader: StoreReader,
  sessionId: string,
  toText: (event: AgentOpsEvent) => string,
): AsyncGenerator<string> {
  let separator = '';
  let cursor: string | undefined;
  do {
    const query = { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) };
    const { items, next } = await reader.sessionEvents(sessionId, query);
    for (const event of items) {
      yield separator + toText(event);
      separator = ',\n';
    }
    cursor = next;
  } while (cursor !== undefined);
}

function withoutSums(summary: SessionSummary): SessionData {
  const { state, lastTime, totals, models, tools, ...session } = summary;
  return session;
}

import type { EventStatus, EventType } from '@agentops/core';
import type { EventSummary } from '@agentops/store';
import { parseSource } from '../store/word-kinds.ts';
import type { EventRow } from '../store/write/event-row.ts';
import type { Statements } from './statements.ts';
import type { WordReader } from './word-reader.ts';

export interface StoredEvent extends EventRow {
  row: number;
  id: string;
  session: number;
  start: number;
}

/** Makes answers of rows. */
export class EventSummaries {
  readonly #sql: Statements;
  readonly #words: WordReader;

  constructor(sql: Statements, words: WordReader) {
    this.#sql = sql;
    this.#words = words;
  }

  all(rows: readonly StoredEvent[]): EventSummary[] {
    const sessions = new Map<number, string>();
    return rows.map((row) => {
      let session = sessions.get(row.session);
      if (session === undefined) {
        session = this.sessionId(row.session);
        sessions.set(row.session, session);
      }
      return this.#one(row, session);
    });
  }

  sessionId(row: number): string {
    const found = this.#sql.get<{ id: string }>('SELECT id FROM session WHERE row = ?', row);
    return found?.id ?? '';
  }

  #one(row: StoredEvent, sessionId: string): EventSummary {
    const words = this.#words;
    const source =
      row.source === null ? { host: null, adapter: null } : parseSource(words.text(row.source));
    return {
      id: row.id,
      sessionId,
      type: words.text(row.type) as EventType,
      name: (row.tool === null ? row.name : words.text(row.tool)) ?? '',
      parentId: row.parent,
      agent: words.text(row.agent),
      startTime: row.start,
      endTime: row.end,
      durationMs: row.duration,
      status: words.text(row.status) as EventStatus,
      host: source.host,
      adapter: source.adapter,
      kind: words.text(row.kind),
      model: words.text(row.model),
      provider: words.text(row.provider),
      inputTokens: row.input_tokens,
      outputTokens: row.output_tokens,
      cacheReadInputTokens: row.cache_read,
      cacheCreationInputTokens: row.cache_creation,
      reasoningOutputTokens: row.reasoning,
      usageEstimated: row.usage_estimated === 1,
      costUsd: row.cost,
      costEstimated: row.cost_estimated === 1,
      timeToFirstChunkMs: row.first_chunk,
      errorType: words.text(row.error_type),
      preview: row.preview,
      duplicateOf: row.duplicate_of,
    };
  }
}

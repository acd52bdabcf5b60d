import type { EventSummary } from '@agentops/store';
import { classText, sourceText } from '../word-kinds.ts';
import type { Words } from './words.ts';

/** A row of the table `event`, without its number and id. */
export interface EventRow {
  session: number | null;
  start: number | null;
  end: number | null;
  duration: number | null;
  status: number | null;
  type: number | null;
  source: number | null;
  class: number | null;
  agent: number | null;
  model: number | null;
  provider: number | null;
  tool: number | null;
  kind: number | null;
  error_type: number | null;
  fingerprint: number | null;
  open_writer: number | null;
  input_tokens: number | null;
  output_tokens: number | null;
  cache_read: number | null;
  cache_creation: number | null;
  reasoning: number | null;
  usage_estimated: number | null;
  cost: number | null;
  cost_estimated: number | null;
  first_chunk: number | null;
  duplicate_of: string | null;
  parent: string | null;
  name: string | null;
  preview: string | null;
}

/** What seldom changes once an event began, and most indexes are of. */
export const identityColumns = [
  'session',
  'start',
  'type',
  'source',
  'class',
  'agent',
  'provider',
  'tool',
  'kind',
  'error_type',
  'fingerprint',
  'parent',
  'name',
] as const satisfies (keyof EventRow)[];

export const outcomeColumns = [
  'end',
  'duration',
  'status',
  'model',
  'open_writer',
  'input_tokens',
  'output_tokens',
  'cache_read',
  'cache_creation',
  'reasoning',
  'usage_estimated',
  'cost',
  'cost_estimated',
  'first_chunk',
  'duplicate_of',
  'preview',
] as const satisfies (keyof EventRow)[];

/** Null in many events; the last ones in nearly all. */
const seldomTold: readonly (keyof EventRow)[] = [
  'tool',
  'agent',
  'provider',
  'model',
  'input_tokens',
  'output_tokens',
  'cost',
  'cache_read',
  'cache_creation',
  'reasoning',
  'first_chunk',
  'cost_estimated',
  'usage_estimated',
  'error_type',
  'fingerprint',
  'open_writer',
  'duplicate_of',
];

/** All of them, in an order in which most nulls stand at the end: what is not bound costs nothing. */
export const insertedColumns = [...identityColumns, ...outcomeColumns].toSorted(
  (one, other) => seldomTold.indexOf(one) - seldomTold.indexOf(other),
);

export interface Placed {
  session: number;
  /** While no end has come: who wrote its latest record. */
  openWriter: number | null;
  fingerprint: string | null;
}

export function rowOf(summary: EventSummary, placed: Placed, words: Words): EventRow {
  const isTool = summary.type === 'tool';
  const type = words.id('type', summary.type);
  const source = words.id('source', sourceText(summary.adapter, summary.host));
  const provider = words.id('provider', summary.provider);
  return {
    session: placed.session,
    start: summary.startTime,
    end: summary.endTime,
    duration: summary.durationMs,
    status: words.id('status', summary.status),
    type,
    source,
    class: words.id('class', classText({ type, source, provider })),
    agent: words.id('agent', summary.agent),
    model: words.id('model', summary.model),
    provider,
    tool: isTool ? words.id('tool', summary.name) : null,
    kind: words.id('kind', summary.kind),
    error_type: words.id('errorType', summary.errorType),
    fingerprint: words.id('fingerprint', placed.fingerprint),
    open_writer: placed.openWriter,
    input_tokens: summary.inputTokens,
    output_tokens: summary.outputTokens,
    cache_read: summary.cacheReadInputTokens,
    cache_creation: summary.cacheCreationInputTokens,
    reasoning: summary.reasoningOutputTokens,
    usage_estimated: summary.usageEstimated ? 1 : null,
    cost: summary.costUsd,
    cost_estimated: summary.costEstimated ? 1 : null,
    first_chunk: summary.timeToFirstChunkMs,
    duplicate_of: summary.duplicateOf,
    parent: summary.parentId,
    // A tool's name is its word.
    name: isTool ? null : summary.name,
    preview: summary.preview,
  };
}

/** Of an event that nothing says yet what and whose it is. */
export const unplacedRow: EventRow = Object.fromEntries(
  insertedColumns.map((column) => [column, null]),
) as unknown as EventRow;

/** What of an event its totals depend on. */
export type Counted = Pick<
  EventSummary,
  | 'type'
  | 'kind'
  | 'inputTokens'
  | 'outputTokens'
  | 'cacheReadInputTokens'
  | 'cacheCreationInputTokens'
  | 'reasoningOutputTokens'
  | 'usageEstimated'
  | 'costUsd'
  | 'costEstimated'
  | 'duplicateOf'
>;

export function countedOf(row: EventRow, text: (word: number) => string): Counted {
  return {
    type: text(row.type as number) as EventSummary['type'],
    kind: row.kind === null ? null : text(row.kind),
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    cacheReadInputTokens: row.cache_read,
    cacheCreationInputTokens: row.cache_creation,
    reasoningOutputTokens: row.reasoning,
    usageEstimated: row.usage_estimated === 1,
    costUsd: row.cost,
    costEstimated: row.cost_estimated === 1,
    duplicateOf: row.duplicate_of,
  };
}

import type { AgentOpsEvent, EventStatus, EventType } from '@agentops/core';
import { costOf } from '@agentops/pricing';
import type { EventSummary } from '../reader.ts';
import { excerpt } from './excerpt.ts';
import { answerText } from './message-text.ts';
import { nameOrNull, numberOrNull } from './text.ts';

const maxPreview = 160;

/**
 * An event as a row. Whatever its recorder wrote, the fields are of the types they say: a text is one that every engine can
 * keep and no longer than 512 characters, a number is finite. Never throws.
 */
export function summarise(event: AgentOpsEvent): EventSummary {
  const startTime = numberOrNull(event.startTime) ?? 0;
  const endTime = numberOrNull(event.endTime);
  const status = (nameOrNull(event.status) ?? 'running') as EventStatus;
  const summary: EventSummary = {
    id: event.id,
    sessionId: event.sessionId ?? '',
    type: event.type,
    name: nameOrNull(event.name) ?? '',
    parentId: nameOrNull(event.parentId),
    agent: nameOrNull(event.agent?.name),
    startTime,
    endTime,
    durationMs: durationOf(startTime, endTime, status),
    status,
    host: nameOrNull(event.source?.host),
    adapter: nameOrNull(event.source?.adapter),
    kind: nameOrNull(kindOf(event)),
    model: null,
    provider: null,
    inputTokens: null,
    outputTokens: null,
    cacheReadInputTokens: null,
    cacheCreationInputTokens: null,
    reasoningOutputTokens: null,
    usageEstimated: false,
    costUsd: null,
    costEstimated: false,
    timeToFirstChunkMs: null,
    errorType: errorTypeOf(event),
    preview: previewOf(event),
    duplicateOf: null,
  };
  return event.type === 'llm' ? addCall(summary, event) : summary;
}

function addCall(
  summary: EventSummary,
  event: Extract<AgentOpsEvent, { type: 'llm' }>,
): EventSummary {
  const { usage } = event;
  summary.model = nameOrNull(event.responseModel) ?? nameOrNull(event.requestModel);
  summary.provider = nameOrNull(event.provider);
  summary.inputTokens = numberOrNull(usage?.inputTokens);
  summary.outputTokens = numberOrNull(usage?.outputTokens);
  summary.cacheReadInputTokens = numberOrNull(usage?.cacheReadInputTokens);
  summary.cacheCreationInputTokens = numberOrNull(usage?.cacheCreationInputTokens);
  summary.reasoningOutputTokens = numberOrNull(usage?.reasoningOutputTokens);
  summary.usageEstimated = Boolean(usage) && event.usageSource === 'estimated';
  summary.timeToFirstChunkMs = numberOrNull(event.timeToFirstChunkMs);
  summary.duplicateOf = nameOrNull(event.duplicateOf);
  const cost = costOf({
    operationName: event.operationName,
    provider: summary.provider,
    requestModel: summary.model,
    startTime: summary.startTime,
    usage: usage && {
      inputTokens: summary.inputTokens,
      outputTokens: summary.outputTokens,
      cacheReadInputTokens: summary.cacheReadInputTokens,
      cacheCreationInputTokens: summary.cacheCreationInputTokens,
      reasoningOutputTokens: summary.reasoningOutputTokens,
    },
    usageSource: event.usageSource,
  });
  summary.costUsd = numberOrNull(cost?.usd);
  summary.costEstimated = summary.costUsd !== null && cost?.estimated === true;
  return summary;
}

/** The end that a reader knows of an event that never ended is when it was last heard of. */
function durationOf(start: number, end: number | null, status: EventStatus): number | null {
  if (end === null || status === 'running' || status === 'indeterminate') return null;
  return Math.max(0, Math.round((end - start) * 1000) / 1000);
}

function kindOf(event: AgentOpsEvent): unknown {
  switch (event.type as EventType | string) {
    case 'action':
      return (event as { actionType?: unknown }).actionType;
    case 'llm':
      return (event as { operationName?: unknown }).operationName;
    case 'tool':
      return (event as { kind?: unknown }).kind;
    default:
      return null;
  }
}

function errorTypeOf(event: AgentOpsEvent): string | null {
  if (event.type === 'error') return nameOrNull(event.errorType);
  return nameOrNull(event.attributes['error.type']);
}

function previewOf(event: AgentOpsEvent): string | null {
  switch (event.type) {
    case 'llm':
      return excerpt(answerText(event.outputMessages), maxPreview);
    case 'tool':
      return excerpt(event.arguments ?? event.input, maxPreview);
    case 'error':
      return excerpt(event.message, maxPreview);
    default:
      return excerpt(
        (event as { output?: unknown }).output ?? (event as { input?: unknown }).input,
        maxPreview,
      );
  }
}

import type { AgentOpsEvent, ErrorEvent, SessionData } from '@agentops/core';

/** What is known of why a session went wrong. */
export interface Failure {
  session: Pick<SessionData, 'id' | 'name' | 'endState' | 'endStateRaw' | 'endStateReason'>;
  errors: ExplainedError[];
  /** Events that failed and of which no error tells why. */
  failed: Step[];
  /** Events that were under way when their process was gone. */
  unfinished: Step[];
  /** How often each kind of error came, most frequent first. */
  counts: { errorType: string; count: number }[];
}

interface ExplainedError {
  id: string;
  errorType: string;
  message: string;
  stack?: string;
  /** From the session down to what failed. */
  path: Step[];
  /** What was asked of the thing that failed. */
  asked: unknown;
  /** The calls of models and tools that ended last before it, the latest first. */
  before: Step[];
  /** Whether the same thing was tried again later, and ended well. */
  recovered: boolean;
}

interface Step {
  id: string;
  type: string;
  name: string;
  status: string;
  preview?: string;
}

const shownErrors = 10;
const shownSteps = 20;
const shownBefore = 3;
const previewChars = 300;

/** Puts together what of a session's events bears on its failure. Null where nothing in it failed. */
export function explainFailure(
  session: SessionData,
  events: readonly AgentOpsEvent[],
): Failure | null {
  const errors = events.filter((event) => event.type === 'error');
  const explainedIds = new Set(errors.map(triggerOf));
  const failed = events.filter(
    ({ id, type, status }) => status === 'error' && type !== 'error' && !explainedIds.has(id),
  );
  const unfinished = events.filter(({ status }) => status === 'indeterminate');
  const wentWell = errors.length + failed.length + unfinished.length === 0;
  if (wentWell && session.endState !== 'Fail') return null;
  const { id, name, endState, endStateRaw, endStateReason } = session;
  const counts = Map.groupBy(errors, ({ errorType }) => errorType);
  return {
    session: { id, name, endState, endStateRaw, endStateReason } as Failure['session'],
    // The last ones are what the session died of.
    errors: errors.slice(-shownErrors).map((error) => explained(error, events)),
    failed: failed.slice(-shownSteps).map(step),
    unfinished: unfinished.slice(-shownSteps).map(step),
    counts: [...counts]
      .map(([errorType, all]) => ({ errorType, count: all.length }))
      .sort((a, b) => b.count - a.count),
  };
}

function explained(error: ErrorEvent, events: readonly AgentOpsEvent[]): ExplainedError {
  const byId = new Map(events.map((event) => [event.id, event]));
  const trigger = byId.get(triggerOf(error));
  const path: AgentOpsEvent[] = [];
  for (let at = trigger; at && !path.includes(at); at = byId.get(at.parentId ?? '')) path.push(at);
  const before = events
    .filter(
      (event) =>
        (event.type === 'llm' || event.type === 'tool') &&
        event !== trigger &&
        (event.endTime ?? Infinity) <= error.startTime,
    )
    .sort((a, b) => (b.endTime ?? 0) - (a.endTime ?? 0));
  const { id, errorType, message, stack } = error;
  return {
    id,
    errorType,
    message,
    ...(stack === undefined ? {} : { stack }),
    path: path.reverse().map(step),
    asked: trigger ? askedOf(trigger) : null,
    before: before.slice(0, shownBefore).map(step),
    recovered: events.some(
      (event) =>
        trigger !== undefined &&
        event.type === trigger.type &&
        event.name === trigger.name &&
        event.status === 'ok' &&
        event.startTime > error.startTime,
    ),
  };
}

/** Id of the event that failed. */
function triggerOf({ triggerEventId, parentId }: ErrorEvent): string {
  return triggerEventId ?? parentId ?? '';
}

function askedOf(event: AgentOpsEvent): unknown {
  if (event.type === 'tool') return event.arguments ?? null;
  if (event.type === 'llm') return event.inputMessages?.slice(-2) ?? null;
  return event.input ?? null;
}

function step(event: AgentOpsEvent): Step {
  const { id, type, name, status } = event;
  const said =
    event.type === 'tool'
      ? (event.result ?? event.arguments)
      : event.type === 'llm'
        ? event.outputMessages
        : event.output;
  const text = typeof said === 'string' ? said : said === undefined ? '' : JSON.stringify(said);
  return { id, type, name, status, ...(text ? { preview: text.slice(0, previewChars) } : {}) };
}

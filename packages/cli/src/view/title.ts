import type { Agent, AgentOpsEvent } from '@agentops/core';
import { formatDuration } from '../format/duration.ts';
import { plural } from '../format/number.ts';
import { type Span, span } from '../format/span.ts';
import { argumentList, oneLine } from '../format/text.ts';
import { statusSymbol } from './status.ts';

type LLM = Extract<AgentOpsEvent, { type: 'llm' }>;

/** Where the model just finished its answer, or asked for a tool, which is seen anyway. */
const usualFinish = new Set(['stop', 'end_turn', 'tool_calls', 'tool_use', 'completed']);

/** What an event is: its status, whose it is, its kind, its name. */
export function eventTitle(event: AgentOpsEvent, outerAgent?: Agent): Span[] {
  const sendTo = event.attributes['taskweaver.send_to'];
  return [
    statusSymbol(event.status),
    span(' '),
    ...agentSpans(event, outerAgent),
    ...what(event),
    ...(typeof sendTo === 'string' ? [span(` → ${oneLine(sendTo)}`)] : []),
  ];
}

/** What goes beside the title where there is room: a tool's arguments, an error's message, what stands out of an LLM call. */
export function titleExtra(event: AgentOpsEvent): Span[] {
  switch (event.type) {
    case 'llm':
      return llmNotes(event);
    case 'tool':
      return event.arguments === undefined
        ? []
        : [span('(', 'dim'), span(callArguments(event.arguments), 'dim'), span(')', 'dim')];
    case 'error':
      return event.message === '' ? [] : [span(' '), span(oneLine(event.message), 'red')];
    default:
      return [];
  }
}

/** A call's model with what stands out of the call; `short`: with what one has to know alone. */
export function callTitle(call: LLM, short = false): Span[] {
  return [modelSpan(call), ...(short ? noteSpans(notable(call)) : llmNotes(call))];
}

function modelSpan({ requestModel, responseModel, name }: LLM): Span {
  return span(oneLine(requestModel ?? responseModel ?? name), 'magenta');
}

function what(event: AgentOpsEvent): Span[] {
  switch (event.type) {
    case 'llm':
      return [span('llm ', 'dim'), modelSpan(event)];
    case 'tool':
      return [span(`${kindOf(event.kind)} `, 'dim'), span(oneLine(event.name), 'cyan')];
    case 'error':
      return [
        span(oneLine(event.errorType), 'red', 'bold'),
        ...(event.code === undefined ? [] : [span(` ${oneLine(event.code)}`, 'dim')]),
      ];
    case 'action': {
      const { actionType, name } = event;
      const said = actionType === 'action' || name.toLowerCase().startsWith(actionType);
      const kind = said ? [] : [span(`${oneLine(actionType)} `, 'dim')];
      return [...kind, span(oneLine(name), 'bold')];
    }
    default:
      return unknown(event);
  }
}

function llmNotes(event: LLM): Span[] {
  return noteSpans([...notable(event), ...timing(event)]);
}

/** What one has to know to read the call right. */
function notable({ attempts, finishReasons, operationName, duplicateOf }: LLM): string[] {
  const notes: string[] = [];
  if (operationName !== 'chat') notes.push(operationName);
  if (duplicateOf !== undefined) notes.push('seen twice, not counted');
  if (attempts.length > 1) {
    const codes = attempts.map(({ statusCode, errorType }) => statusCode ?? errorType ?? '?');
    notes.push(`${plural(attempts.length, 'attempt')} ${codes.join('→')}`);
  }
  const unusual = finishReasons.filter((reason) => !usualFinish.has(reason));
  if (unusual.length > 0) notes.push(`stopped by ${[...new Set(unusual)].join(', ')}`);
  return notes;
}

function timing({ streamed, timeToFirstChunkMs }: LLM): string[] {
  if (timeToFirstChunkMs !== undefined) {
    return [`first chunk ${formatDuration(timeToFirstChunkMs)}`];
  }
  return streamed ? ['streamed'] : [];
}

function noteSpans(notes: readonly string[]): Span[] {
  return notes.length === 0 ? [] : [span(' '), span(oneLine(notes.join(' · ')), 'dim')];
}

/** An event of a kind that a newer version has added. */
function unknown(event: { type: string; name: string }): Span[] {
  return [span(`${oneLine(event.type)} `, 'dim'), span(oneLine(event.name))];
}

/** As they stand in a call: those by position have no brackets, and Python's `{ args, kwargs }` follow on one another. */
function callArguments(value: unknown): string {
  const { args, kwargs, ...others } = (value ?? {}) as Record<string, unknown>;
  const isBoth = Array.isArray(args) && kwargs !== undefined && Object.keys(others).length === 0;
  if (isBoth) return [callArguments(args), argumentList(kwargs)].filter(Boolean).join(', ');
  const text = argumentList(value);
  return Array.isArray(value) ? text.replace(/^\[(.*)\]$/s, '$1') : text;
}

function kindOf(kind: string): string {
  return kind === 'function' ? 'tool' : oneLine(kind);
}

/** Said where the agent changes, unless the event is named after it. */
function agentSpans({ agent, name }: AgentOpsEvent, outer: Agent | undefined): Span[] {
  if (!agent || agent.id === outer?.id || agent.name === name) return [];
  return [span(`[${oneLine(agent.name)}] `, 'blue')];
}

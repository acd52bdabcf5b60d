/** Events as Python's SDK 0.3.26 sends them. */
import type { EventType, FinishedEvent } from '@agentops/core';
import { toChat } from '../chat-ml.ts';
import { countedUsage } from '../counted-usage.ts';
import { wireId } from './wire-id.ts';
import { wireTime } from './wire-time.ts';

const typeOf: Readonly<Record<EventType, string>> = {
  action: 'actions',
  llm: 'llms',
  tool: 'tools',
  error: 'errors',
};

export type WireEvent = Record<string, unknown> & { id: string; event_type: string };

export function wireEvent(event: FinishedEvent): WireEvent {
  const { id, type, sessionId, agent, startTime, endTime } = event;
  return {
    id: wireId(id),
    event_type: typeOf[type] ?? 'actions',
    session_id: wireId(sessionId),
    agent_id: agent ? wireId(agent.id) : null,
    init_timestamp: wireTime(startTime),
    end_timestamp: endTime === undefined ? null : wireTime(endTime),
    ...fieldsOf(event),
  };
}

function fieldsOf(event: FinishedEvent): Record<string, unknown> {
  switch (event.type) {
    case 'llm':
      return llmFields(event);
    case 'tool':
      return {
        params: event.arguments ?? event.input ?? null,
        returns: event.result ?? event.output ?? null,
        name: event.name,
        tool_name: event.name,
        logs: event.logs ?? null,
      };
    case 'error':
      return errorFields(event);
    default:
      return {
        params: event.input ?? null,
        returns: event.output ?? null,
        action_type: event.actionType ?? event.name,
        name: event.name,
        logs: event.logs ?? null,
        screenshot: event.screenshot ?? null,
      };
  }
}

/** The SDK's `params` are the call's own, its `returns` should be the provider's answer: here what is known of both, but for the texts. */
function llmFields(event: Extract<FinishedEvent, { type: 'llm' }>): Record<string, unknown> {
  const { input, inputMessages, outputMessages, toolDefinitions } = event;
  const usage = countedUsage(event);
  const prompt = inputMessages?.flatMap(toChat) ?? null;
  const completion = outputMessages?.flatMap(toChat) ?? [];
  return {
    params: {
      ...(isObject(input) ? input : input === undefined ? {} : { input }),
      ...(event.requestModel == null ? {} : { model: event.requestModel }),
      ...(toolDefinitions === undefined ? {} : { tools: toolDefinitions }),
      stream: event.streamed === true,
    },
    returns: answerOf(event),
    thread_id: event.threadId === undefined ? null : wireId(event.threadId),
    prompt,
    prompt_tokens: usage?.inputTokens ?? null,
    completion: completion.length > 1 ? completion : (completion[0] ?? null),
    completion_tokens: usage?.outputTokens ?? null,
    cost: null,
    model: event.responseModel ?? event.requestModel ?? null,
  };
}

function answerOf(event: Extract<FinishedEvent, { type: 'llm' }>): Record<string, unknown> {
  const { finishReasons, responseModel, output } = event;
  const usage = countedUsage(event);
  if (output !== undefined) return isObject(output) ? output : { output };
  return {
    ...(responseModel == null ? {} : { model: responseModel }),
    choices: (finishReasons ?? []).map((finish_reason, index) => ({ index, finish_reason })),
    ...(usage
      ? {
          usage: {
            prompt_tokens: usage.inputTokens,
            completion_tokens: usage.outputTokens,
            prompt_tokens_details: { cached_tokens: usage.cacheReadInputTokens },
            completion_tokens_details: { reasoning_tokens: usage.reasoningOutputTokens },
          },
        }
      : {}),
  };
}

function errorFields(event: Extract<FinishedEvent, { type: 'error' }>): Record<string, unknown> {
  const { startTime, triggerEventId, triggerEventType } = event;
  const code = typeof event.code === 'number' ? String(event.code) : event.code;
  return {
    params: event.input ?? null,
    returns: event.output ?? null,
    // 0.3.26 loses which event it was; the service reads these, as 0.3.18 sends them.
    trigger_event_id: triggerEventId === undefined ? null : wireId(triggerEventId),
    trigger_event_type: triggerEventType === undefined ? null : typeOf[triggerEventType],
    timestamp: wireTime(startTime),
    exception: null,
    error_type: event.errorType,
    code: code ?? null,
    details: event.message === '' ? (event.details ?? null) : event.message,
    logs: event.stack ?? event.logs ?? null,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

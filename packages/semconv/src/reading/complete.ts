import type { Agent, Message, TokenUsage } from '@agentops/core';
import { AGENTOPS_USAGE_ESTIMATED } from '../agentops.ts';
import type { MappedEvent } from '../mapped-span.ts';
import type { Draft, Fact } from './draft.ts';
import { toMessages, toParts } from './parts.ts';
import { providerName } from './providers.ts';
import type { EventMessages } from './span-events.ts';
import { structure } from './values.ts';

type Side = 'input' | 'output';

const messagesFact = { input: 'inputMessages', output: 'outputMessages' } as const;
const defaultRole = { input: 'user', output: 'assistant' } as const;

/** The fields that only this type of event has. */
export function addOwnFields(draft: Draft, told: EventMessages, event: MappedEvent): void {
  if (event.type === 'llm') addModelCall(draft, told, event);
  else if (event.type === 'tool') addToolCall(draft, told, event);
  else addAction(draft, told, event);
}

function addModelCall(draft: Draft, told: EventMessages, event: MappedEvent): void {
  event.operationName = (draft.take('operationName') as string | undefined) ?? draft.kind.word;
  const provider = draft.take('provider') as string | undefined;
  if (provider !== undefined) event.provider = providerName(provider);
  for (const fact of [
    'requestModel',
    'responseModel',
    'toolDefinitions',
    'timeToFirstChunkMs',
    'streamed',
    'threadId',
  ] as const) {
    const value = draft.take(fact);
    if (value !== undefined) event[fact] = value as never;
  }
  const input = messages(draft, told, 'input') ?? derived(draft, 'input');
  const output = messages(draft, told, 'output') ?? derived(draft, 'output');
  const system = systemMessage(draft);
  if (system || input) event.inputMessages = [...(system ? [system] : []), ...(input ?? [])];
  if (output) event.outputMessages = output;
  // Beside messages, the whole request or answer would be told twice.
  if (!input) addSide(draft, event, 'input');
  if (!output) addSide(draft, event, 'output');
  const reasons = (draft.take('finishReasons') as string[] | undefined) ?? reasonsIn(output);
  if (reasons) event.finishReasons = reasons;
  const usage = takeUsage(draft);
  if (usage) {
    event.usage = usage;
    const isEstimate = draft.span.attributes[AGENTOPS_USAGE_ESTIMATED] === true;
    event.usageSource = isEstimate ? 'estimated' : 'provider';
  }
}

function addSide(draft: Draft, event: MappedEvent, side: Side): void {
  const value = draft.take(side);
  if (value !== undefined) event[side] = value;
}

/** The best of what tells the messages; what tells them again is kept as it came. */
function messages(draft: Draft, told: EventMessages, side: Side): Message[] | undefined {
  const claimed = draft.get(messagesFact[side]);
  const whole = claimed === undefined ? undefined : toMessages(claimed, defaultRole[side]);
  if (whole) {
    draft.take(messagesFact[side]);
    return whole;
  }
  const scattered = draft[side]?.messages(defaultRole[side]) ?? [];
  if (scattered.length > 0) {
    draft[side] = undefined;
    return scattered;
  }
  return told[side].length > 0 ? told[side] : undefined;
}

/** Where only the request and the answer as a whole are told, messages may be in them. Else they are plain input and output. */
function derived(draft: Draft, side: Side): Message[] | undefined {
  const value = draft.get(side);
  const body = structure(value) as Record<string, unknown> | undefined;
  const inner = Array.isArray(body) ? body : body?.messages;
  if (!Array.isArray(inner) && typeof value !== 'string') return undefined;
  if (body !== undefined && !Array.isArray(inner)) return undefined;
  draft.take(side);
  return toMessages(inner ?? value, defaultRole[side]);
}

function systemMessage(draft: Draft): Message | undefined {
  const claimed = draft.take('systemInstructions');
  if (claimed === undefined) return undefined;
  const parts = toParts(structure(claimed) ?? claimed);
  return parts.length > 0 ? { role: 'system', parts } : undefined;
}

function reasonsIn(output: Message[] | undefined): string[] | undefined {
  const reasons = output?.flatMap((message) => message.finish_reason ?? []);
  return reasons && reasons.length > 0 ? reasons : undefined;
}

const usageFacts = [
  'inputTokens',
  'outputTokens',
  'cacheReadInputTokens',
  'cacheCreationInputTokens',
  'reasoningOutputTokens',
] as const satisfies readonly Fact[];

function takeUsage(draft: Draft): TokenUsage | undefined {
  let told = false;
  const usage = {} as TokenUsage;
  for (const fact of usageFacts) {
    const value = draft.take(fact) as number | undefined;
    if (value !== undefined) told = true;
    usage[fact] = value ?? null;
  }
  return told ? usage : undefined;
}

function addToolCall(draft: Draft, told: EventMessages, event: MappedEvent): void {
  const name = (draft.take('toolName') ?? draft.take('entityName')) as string | undefined;
  if (name !== undefined) event.name = name;
  event.kind = draft.kind.word as NonNullable<MappedEvent['kind']>;
  const callId = draft.take('callId') as string | undefined;
  if (callId !== undefined) event.callId = callId;
  const asked = draft.take('arguments') ?? draft.take('input') ?? contentOf(told.input);
  if (asked !== undefined) event.arguments = asked;
  const answered = draft.take('result') ?? draft.take('output') ?? contentOf(told.output);
  if (answered !== undefined) event.result = answered;
}

/** Of a tool's span the messages are its arguments and its result. */
function contentOf(messages: readonly Message[]): unknown {
  const part = messages[0]?.parts[0];
  if (messages.length !== 1 || messages[0]?.parts.length !== 1) {
    return messages.length === 0 ? undefined : messages;
  }
  if (part?.type === 'tool_call_response') return part.response;
  return part?.type === 'text' ? part.content : messages;
}

function addAction(draft: Draft, told: EventMessages, event: MappedEvent): void {
  event.actionType = draft.kind.word;
  const name = (draft.take('name') ?? draft.take('entityName')) as string | undefined;
  if (name !== undefined) event.name = name;
  for (const side of ['input', 'output'] as const) {
    const value = draft.take(side) ?? messages(draft, told, side);
    if (value !== undefined) event[side] = value;
  }
}

/** Of an agent's own span, its name is the agent's. */
export function nameAgent(draft: Draft): void {
  const name = draft.get('entityName');
  if (draft.kind.word === 'agent' && name !== undefined) draft.claim('agentName', name, 1, []);
}

/** Who acts. Without an id, its name tells it apart. */
export function agentOf(draft: Draft): Agent | undefined {
  const id = draft.take('agentId') as string | undefined;
  const name = draft.take('agentName') as string | undefined;
  const role = draft.take('agentRole') as string | undefined;
  const told = id ?? name ?? role;
  if (told === undefined) return undefined;
  return { id: id ?? name ?? told, name: name ?? told, ...(role === undefined ? {} : { role }) };
}

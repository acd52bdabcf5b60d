import {
  GEN_AI_COMPLETION_PREFIX,
  GEN_AI_PROMPT_PREFIX,
  GEN_AI_SYSTEM,
  GEN_AI_USAGE_COMPLETION_TOKENS,
  GEN_AI_USAGE_PROMPT_TOKENS,
} from '../gen-ai-earlier.ts';
import {
  LLM_IS_STREAMING,
  LLM_REQUEST_FUNCTIONS_PREFIX,
  LLM_REQUEST_TYPE,
  LLM_USAGE_TOTAL_TOKENS,
  TRACELOOP_ASSOCIATION_PROPERTIES_PREFIX,
  TRACELOOP_ENTITY_INPUT,
  TRACELOOP_ENTITY_NAME,
  TRACELOOP_ENTITY_OUTPUT,
  TRACELOOP_SPAN_KIND,
} from '../openllmetry.ts';
import type { Attributes } from '../span.ts';
import { asText, type FlatMessage, flatMessages } from './flat-messages.ts';
import type { SpanEventData } from './to-span.ts';

/** Which attributes are of this convention. */
export const openLlmetryNames =
  /^(?:traceloop\.|llm\.(?:request\.type$|is_streaming$|usage\.|request\.functions\.)|gen_ai\.(?:prompt|completion)\.\d|gen_ai\.system$|gen_ai\.usage\.(?:prompt|completion)_tokens$)/;

const requestTypes: Readonly<Record<string, string>> = {
  text_completion: 'completion',
  embeddings: 'embedding',
};

/** What Traceloop's OpenLLMetry calls the same things. */
export function asOpenLlmetry(event: SpanEventData): Attributes {
  const session = `${TRACELOOP_ASSOCIATION_PROPERTIES_PREFIX}session_id`;
  const shared = { [session]: event.sessionId };
  if (event.type === 'llm') return { ...shared, ...callOf(event) };
  const isTool = event.type === 'tool';
  return {
    ...shared,
    [TRACELOOP_SPAN_KIND]: isTool ? 'tool' : 'task',
    [TRACELOOP_ENTITY_NAME]: event.name,
    [TRACELOOP_ENTITY_INPUT]: json(isTool ? (event.arguments ?? event.input) : event.input),
    [TRACELOOP_ENTITY_OUTPUT]: json(isTool ? (event.result ?? event.output) : event.output),
  };
}

function json(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : asText(value);
}

function callOf(event: Extract<SpanEventData, { type: 'llm' }>): Attributes {
  const { operationName, provider, usage, streamed, toolDefinitions } = event;
  const [input, output] = [usage?.inputTokens, usage?.outputTokens];
  const total = typeof input === 'number' && typeof output === 'number' ? input + output : null;
  return {
    [GEN_AI_SYSTEM]: provider,
    [LLM_REQUEST_TYPE]: requestTypes[operationName] ?? 'chat',
    [LLM_IS_STREAMING]: streamed,
    [GEN_AI_USAGE_PROMPT_TOKENS]: input,
    [GEN_AI_USAGE_COMPLETION_TOKENS]: output,
    [LLM_USAGE_TOTAL_TOKENS]: total,
    ...messages(GEN_AI_PROMPT_PREFIX, flatMessages(event.inputMessages)),
    ...messages(GEN_AI_COMPLETION_PREFIX, flatMessages(event.outputMessages)),
    ...functions(toolDefinitions),
  };
}

function messages(prefix: string, flat: readonly FlatMessage[]): Attributes {
  const told: Attributes = {};
  for (const [n, message] of flat.entries()) {
    const at = `${prefix}${n}.`;
    told[`${at}role`] = message.role;
    told[`${at}content`] = message.content;
    told[`${at}tool_call_id`] = message.toolCallId;
    told[`${at}finish_reason`] = message.finishReason;
    for (const [m, call] of message.toolCalls.entries()) {
      told[`${at}tool_calls.${m}.id`] = call.id;
      told[`${at}tool_calls.${m}.name`] = call.name;
      told[`${at}tool_calls.${m}.arguments`] = call.arguments;
    }
  }
  return told;
}

/** OpenAI's tools have their function inside, Anthropic's are one. */
function functions(tools: unknown): Attributes {
  const told: Attributes = {};
  for (const [n, tool] of (Array.isArray(tools) ? tools : []).entries()) {
    const { name, description, parameters, input_schema } = tool?.function ?? tool ?? {};
    const at = `${LLM_REQUEST_FUNCTIONS_PREFIX}${n}.`;
    if (typeof name === 'string') told[`${at}name`] = name;
    if (typeof description === 'string') told[`${at}description`] = description;
    told[`${at}parameters`] = json(parameters ?? input_schema);
  }
  return told;
}

import {
  GEN_AI_REQUEST_FREQUENCY_PENALTY,
  GEN_AI_REQUEST_MAX_TOKENS,
  GEN_AI_REQUEST_PRESENCE_PENALTY,
  GEN_AI_REQUEST_SEED,
  GEN_AI_REQUEST_STOP_SEQUENCES,
  GEN_AI_REQUEST_TEMPERATURE,
  GEN_AI_REQUEST_TOP_K,
  GEN_AI_REQUEST_TOP_P,
} from '../gen-ai.ts';
import {
  INPUT_MIME_TYPE,
  INPUT_VALUE,
  LLM_FINISH_REASON,
  LLM_INPUT_MESSAGES_PREFIX,
  LLM_INVOCATION_PARAMETERS,
  LLM_MODEL_NAME,
  LLM_OUTPUT_MESSAGES_PREFIX,
  LLM_PROVIDER,
  LLM_SYSTEM,
  LLM_TOKEN_COUNT_COMPLETION,
  LLM_TOKEN_COUNT_COMPLETION_DETAILS_REASONING,
  LLM_TOKEN_COUNT_PROMPT,
  LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_READ,
  LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_WRITE,
  LLM_TOOLS_PREFIX,
  OPENINFERENCE_AGENT_NAME,
  OPENINFERENCE_SPAN_KIND,
  OPENINFERENCE_TOOL_CALL_ID,
  OPENINFERENCE_TOOL_NAME,
  OUTPUT_MIME_TYPE,
  OUTPUT_VALUE,
  TOOL_JSON_SCHEMA,
} from '../openinference.ts';
import type { Attributes } from '../span.ts';
import { type FlatMessage, flatMessages } from './flat-messages.ts';
import type { SpanEventData } from './to-span.ts';

/** Which attributes are of this convention. */
export const openInferenceNames =
  /^(?:openinference\.|llm\.(?!request\.type|is_streaming|usage\.|request\.functions\.)|(?:input|output)\.(?:value|mime_type)$|tool\.name$|tool_call\.id$|agent\.name$|tag\.tags$)/;

/** What Arize's OpenInference calls the same things. */
export function asOpenInference(event: SpanEventData): Attributes {
  const { type, agent } = event;
  const shared = {
    [OPENINFERENCE_SPAN_KIND]: kindOf(event),
    [OPENINFERENCE_AGENT_NAME]: agent?.name,
  };
  switch (type) {
    case 'llm':
      return {
        ...shared,
        ...callOf(event),
        ...messages(LLM_INPUT_MESSAGES_PREFIX, flatMessages(event.inputMessages)),
        ...messages(LLM_OUTPUT_MESSAGES_PREFIX, flatMessages(event.outputMessages)),
        ...value(INPUT_VALUE, INPUT_MIME_TYPE, event.input ?? lastText(event.inputMessages)),
        ...value(OUTPUT_VALUE, OUTPUT_MIME_TYPE, event.output ?? lastText(event.outputMessages)),
      };
    case 'tool':
      return {
        ...shared,
        [OPENINFERENCE_TOOL_NAME]: event.name,
        [OPENINFERENCE_TOOL_CALL_ID]: event.callId,
        ...value(INPUT_VALUE, INPUT_MIME_TYPE, event.arguments ?? event.input),
        ...value(OUTPUT_VALUE, OUTPUT_MIME_TYPE, event.result ?? event.output),
      };
    default:
      return {
        ...shared,
        ...value(INPUT_VALUE, INPUT_MIME_TYPE, event.input),
        ...value(OUTPUT_VALUE, OUTPUT_MIME_TYPE, event.output),
      };
  }
}

function kindOf(event: SpanEventData): string {
  if (event.type === 'llm') return event.operationName === 'embeddings' ? 'EMBEDDING' : 'LLM';
  if (event.type === 'tool') {
    if (event.kind === 'agent') return 'AGENT';
    return event.kind === 'retrieval' ? 'RETRIEVER' : 'TOOL';
  }
  return event.type === 'action' && /agent/.test(String(event.actionType)) ? 'AGENT' : 'CHAIN';
}

const parameters: Readonly<Record<string, string>> = {
  temperature: GEN_AI_REQUEST_TEMPERATURE,
  top_p: GEN_AI_REQUEST_TOP_P,
  top_k: GEN_AI_REQUEST_TOP_K,
  max_tokens: GEN_AI_REQUEST_MAX_TOKENS,
  seed: GEN_AI_REQUEST_SEED,
  stop: GEN_AI_REQUEST_STOP_SEQUENCES,
  frequency_penalty: GEN_AI_REQUEST_FREQUENCY_PENALTY,
  presence_penalty: GEN_AI_REQUEST_PRESENCE_PENALTY,
};

function callOf(event: Extract<SpanEventData, { type: 'llm' }>): Attributes {
  const { provider, usage, requestModel, responseModel, attributes } = event;
  const asked: Attributes = { model: requestModel ?? undefined, stream: event.streamed };
  for (const [name, attribute] of Object.entries(parameters)) asked[name] = attributes[attribute];
  const tools = Array.isArray(event.toolDefinitions) ? event.toolDefinitions : [];
  return {
    [LLM_MODEL_NAME]: responseModel ?? requestModel,
    [LLM_PROVIDER]: provider,
    [LLM_SYSTEM]: provider,
    [LLM_INVOCATION_PARAMETERS]: JSON.stringify(asked),
    [LLM_FINISH_REASON]: event.finishReasons?.[0],
    [LLM_TOKEN_COUNT_PROMPT]: usage?.inputTokens,
    [LLM_TOKEN_COUNT_COMPLETION]: usage?.outputTokens,
    'llm.token_count.total': sum(usage?.inputTokens, usage?.outputTokens),
    [LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_READ]: usage?.cacheReadInputTokens,
    [LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_WRITE]: usage?.cacheCreationInputTokens,
    [LLM_TOKEN_COUNT_COMPLETION_DETAILS_REASONING]: usage?.reasoningOutputTokens,
    ...Object.fromEntries(
      tools.map((tool, n) => [`${LLM_TOOLS_PREFIX}${n}.${TOOL_JSON_SCHEMA}`, JSON.stringify(tool)]),
    ),
  };
}

function sum(a: unknown, b: unknown): number | undefined {
  return typeof a === 'number' && typeof b === 'number' ? a + b : undefined;
}

function messages(prefix: string, flat: readonly FlatMessage[]): Attributes {
  const told: Attributes = {};
  for (const [n, { role, content, toolCalls, toolCallId }] of flat.entries()) {
    const at = `${prefix}${n}.message.`;
    told[`${at}role`] = role;
    told[`${at}content`] = content;
    told[`${at}tool_call_id`] = toolCallId;
    for (const [m, call] of toolCalls.entries()) {
      const to = `${at}tool_calls.${m}.tool_call.`;
      told[`${to}id`] = call.id;
      told[`${to}function.name`] = call.name;
      told[`${to}function.arguments`] = call.arguments;
    }
  }
  return told;
}

function value(name: string, mimeName: string, told: unknown): Attributes {
  if (told === undefined || told === null) return {};
  if (typeof told === 'string') return { [name]: told, [mimeName]: 'text/plain' };
  return { [name]: JSON.stringify(told), [mimeName]: 'application/json' };
}

function lastText(told: unknown): string | undefined {
  return flatMessages(told).findLast(({ content }) => content !== undefined)?.content;
}

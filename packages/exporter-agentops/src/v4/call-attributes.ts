import type { FinishedEvent, Message } from '@agentops/core';
import { type Attributes, GEN_AI_REQUEST_MODEL, GEN_AI_RESPONSE_MODEL } from '@agentops/semconv';
import {
  AGENTOPS_PREFIX,
  GEN_AI_COMPLETION_PREFIX,
  GEN_AI_PROMPT_PREFIX,
  GEN_AI_REQUEST_FUNCTIONS_PREFIX,
  GEN_AI_REQUEST_STREAMING,
  GEN_AI_REQUEST_TYPE,
  GEN_AI_RESPONSE_FINISH_REASON,
  GEN_AI_SYSTEM,
  GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS_FLAT,
  GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS_FLAT,
  GEN_AI_USAGE_COMPLETION_TOKENS,
  GEN_AI_USAGE_PROMPT_TOKENS,
  GEN_AI_USAGE_REASONING_TOKENS,
  GEN_AI_USAGE_TOTAL_TOKENS,
} from '@agentops/semconv/agentops-sdk';
import { toChat } from '../chat-ml.ts';
import { countedUsage } from '../counted-usage.ts';
import { given, plainText } from './span-values.ts';

type Call = Extract<FinishedEvent, { type: 'llm' }>;

/** The SDK's words for OpenTelemetry's operations; `chat` is the same. */
const requestTypes: Readonly<Record<string, string>> = {
  text_completion: 'completion',
  embeddings: 'embedding',
};

/** What the span of a model's call says of it. */
export function callAttributes(call: Call): Attributes {
  const { inputMessages, outputMessages } = call;
  const usage = countedUsage(call);
  const [input, output] = [usage?.inputTokens, usage?.outputTokens];
  return given({
    [GEN_AI_SYSTEM]: call.provider,
    [GEN_AI_REQUEST_TYPE]: requestTypes[call.operationName] ?? call.operationName,
    [GEN_AI_REQUEST_MODEL]: call.requestModel,
    [GEN_AI_REQUEST_STREAMING]: call.streamed,
    [GEN_AI_RESPONSE_MODEL]: call.responseModel,
    [GEN_AI_USAGE_PROMPT_TOKENS]: input,
    [GEN_AI_USAGE_COMPLETION_TOKENS]: output,
    [GEN_AI_USAGE_TOTAL_TOKENS]: input == null || output == null ? undefined : input + output,
    [GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS_FLAT]: usage?.cacheReadInputTokens,
    [GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS_FLAT]: usage?.cacheCreationInputTokens,
    [GEN_AI_USAGE_REASONING_TOKENS]: usage?.reasoningOutputTokens,
    ...messages(GEN_AI_PROMPT_PREFIX, inputMessages),
    ...(outputMessages
      ? messages(GEN_AI_COMPLETION_PREFIX, outputMessages, call.finishReasons)
      : { [GEN_AI_RESPONSE_FINISH_REASON]: call.finishReasons?.[0] }),
    ...functions(call.toolDefinitions),
    ...(inputMessages ? {} : side('input', GEN_AI_PROMPT_PREFIX, call.input)),
    ...(outputMessages ? {} : side('output', GEN_AI_COMPLETION_PREFIX, call.output)),
  });
}

/**
 * Of a call that is no chat: its texts, as the SDK tells what is embedded or completed. It has no name for anything else, which so
 * stands under what its decorators would give it.
 */
function side(name: 'input' | 'output', prefix: string, value: unknown): Attributes {
  const texts = typeof value === 'string' ? [value] : value;
  const areTexts = Array.isArray(texts) && texts.every((text) => typeof text === 'string');
  if (!areTexts || texts.length === 0) {
    return { [`${AGENTOPS_PREFIX}llm.${name}`]: plainText(value) };
  }
  return Object.fromEntries(texts.map((text, index) => [`${prefix}${index}.content`, text]));
}

function messages(
  prefix: string,
  list: readonly Message[] | null,
  finishReasons: readonly string[] = [],
): Attributes {
  const told: Attributes = {};
  for (const [index, message] of (list ?? []).flatMap(toChat).entries()) {
    const at = `${prefix}${index}`;
    told[`${at}.role`] = message.role;
    told[`${at}.content`] = plainText(message.content);
    told[`${at}.tool_call_id`] = message.tool_call_id;
    told[`${at}.refusal`] = message.refusal;
    told[`${at}.finish_reason`] = finishReasons[index];
    for (const [n, call] of (message.tool_calls ?? []).entries()) {
      told[`${at}.tool_calls.${n}.id`] = call.id;
      told[`${at}.tool_calls.${n}.type`] = call.type;
      told[`${at}.tool_calls.${n}.name`] = call.function.name;
      told[`${at}.tool_calls.${n}.arguments`] = call.function.arguments;
    }
  }
  return told;
}

/** OpenAI's tools have their function inside, Anthropic's are one. */
function functions(tools: unknown): Attributes {
  const told: Attributes = {};
  for (const [index, tool] of (Array.isArray(tools) ? tools : []).entries()) {
    const { name, description, parameters, input_schema } = tool?.function ?? tool ?? {};
    const at = `${GEN_AI_REQUEST_FUNCTIONS_PREFIX}${index}`;
    told[`${at}.name`] = plainText(name);
    told[`${at}.description`] = plainText(description);
    told[`${at}.parameters`] = plainText(parameters ?? input_schema);
  }
  return told;
}

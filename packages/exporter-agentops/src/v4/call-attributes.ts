import type { FinishedEvent, Message } from '@agentops/core';
import type { Attributes } from '@agentops/semconv';
import { toChat } from '../chat-ml.ts';
import { given, plainText } from './span-values.ts';

type Call = Extract<FinishedEvent, { type: 'llm' }>;

/** What the span of a model's call says of it. */
export function callAttributes(call: Call): Attributes {
  const { usage, inputMessages, outputMessages } = call;
  const [input, output] = [usage?.inputTokens, usage?.outputTokens];
  return given({
    'gen_ai.system': call.provider,
    'gen_ai.request.type': call.operationName,
    'gen_ai.request.model': call.requestModel,
    'gen_ai.request.streaming': call.streamed,
    'gen_ai.response.model': call.responseModel ?? call.requestModel,
    'gen_ai.usage.prompt_tokens': input,
    'gen_ai.usage.completion_tokens': output,
    'gen_ai.usage.total_tokens': input == null || output == null ? undefined : input + output,
    'gen_ai.usage.cache_read_input_tokens': usage?.cacheReadInputTokens,
    'gen_ai.usage.cache_creation_input_tokens': usage?.cacheCreationInputTokens,
    'gen_ai.usage.reasoning_tokens': usage?.reasoningOutputTokens,
    ...messages('gen_ai.prompt', inputMessages),
    ...(outputMessages
      ? messages('gen_ai.completion', outputMessages, call.finishReasons)
      : { 'gen_ai.response.finish_reason': call.finishReasons?.[0] }),
    ...functions(call.toolDefinitions),
    // Of calls that are no chat.
    'agentops.llm.input': inputMessages ? undefined : plainText(call.input),
    'agentops.llm.output': outputMessages ? undefined : plainText(call.output),
  });
}

function messages(
  prefix: string,
  list: readonly Message[] | null,
  finishReasons: readonly string[] = [],
): Attributes {
  const told: Attributes = {};
  for (const [index, message] of (list ?? []).flatMap(toChat).entries()) {
    const at = `${prefix}.${index}`;
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
    const at = `gen_ai.request.functions.${index}`;
    told[`${at}.name`] = plainText(name);
    told[`${at}.description`] = plainText(description);
    told[`${at}.parameters`] = plainText(parameters ?? input_schema);
  }
  return told;
}

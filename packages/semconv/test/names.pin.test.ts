import { expect, test } from 'vitest';
import * as semconv from '../src/index.ts';

// What is recorded under these names is read years later: a name is never changed, only added.
test('every attribute name is what it was', () => {
  const names = Object.entries(semconv).filter(([, value]) => typeof value === 'string');
  expect(Object.fromEntries(names)).toMatchInlineSnapshot(`
    {
      "AGENTOPS_ATTRIBUTION_CONFLICT": "agentops.attribution.conflict",
      "AGENTOPS_INDETERMINATE_REASON": "agentops.indeterminate.reason",
      "AGENTOPS_PROVIDER_SOURCE": "agentops.provider.source",
      "AGENTOPS_RAW_RESPONSE": "agentops.raw_response",
      "AGENTOPS_SPAN_LINKS": "agentops.span.links",
      "AGENTOPS_STREAM_ABANDONED": "agentops.stream.abandoned",
      "AGENTOPS_UNATTRIBUTED": "agentops.unattributed",
      "ERROR_TYPE": "error.type",
      "GEN_AI_AGENT_ID": "gen_ai.agent.id",
      "GEN_AI_AGENT_NAME": "gen_ai.agent.name",
      "GEN_AI_CONVERSATION_ID": "gen_ai.conversation.id",
      "GEN_AI_INPUT_MESSAGES": "gen_ai.input.messages",
      "GEN_AI_OPERATION_NAME": "gen_ai.operation.name",
      "GEN_AI_OUTPUT_MESSAGES": "gen_ai.output.messages",
      "GEN_AI_OUTPUT_TYPE": "gen_ai.output.type",
      "GEN_AI_PROVIDER_NAME": "gen_ai.provider.name",
      "GEN_AI_REQUEST_CHOICE_COUNT": "gen_ai.request.choice.count",
      "GEN_AI_REQUEST_ENCODING_FORMATS": "gen_ai.request.encoding_formats",
      "GEN_AI_REQUEST_FREQUENCY_PENALTY": "gen_ai.request.frequency_penalty",
      "GEN_AI_REQUEST_MAX_TOKENS": "gen_ai.request.max_tokens",
      "GEN_AI_REQUEST_MODEL": "gen_ai.request.model",
      "GEN_AI_REQUEST_PRESENCE_PENALTY": "gen_ai.request.presence_penalty",
      "GEN_AI_REQUEST_SEED": "gen_ai.request.seed",
      "GEN_AI_REQUEST_STOP_SEQUENCES": "gen_ai.request.stop_sequences",
      "GEN_AI_REQUEST_TEMPERATURE": "gen_ai.request.temperature",
      "GEN_AI_REQUEST_TOP_K": "gen_ai.request.top_k",
      "GEN_AI_REQUEST_TOP_P": "gen_ai.request.top_p",
      "GEN_AI_RESPONSE_FINISH_REASONS": "gen_ai.response.finish_reasons",
      "GEN_AI_RESPONSE_ID": "gen_ai.response.id",
      "GEN_AI_RESPONSE_MODEL": "gen_ai.response.model",
      "GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK": "gen_ai.response.time_to_first_chunk",
      "GEN_AI_SYSTEM_INSTRUCTIONS": "gen_ai.system_instructions",
      "GEN_AI_TOOL_CALL_ARGUMENTS": "gen_ai.tool.call.arguments",
      "GEN_AI_TOOL_CALL_ID": "gen_ai.tool.call.id",
      "GEN_AI_TOOL_CALL_RESULT": "gen_ai.tool.call.result",
      "GEN_AI_TOOL_DEFINITIONS": "gen_ai.tool.definitions",
      "GEN_AI_TOOL_NAME": "gen_ai.tool.name",
      "GEN_AI_TOOL_TYPE": "gen_ai.tool.type",
      "GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS": "gen_ai.usage.cache_creation.input_tokens",
      "GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS": "gen_ai.usage.cache_read.input_tokens",
      "GEN_AI_USAGE_INPUT_TOKENS": "gen_ai.usage.input_tokens",
      "GEN_AI_USAGE_OUTPUT_TOKENS": "gen_ai.usage.output_tokens",
      "GEN_AI_USAGE_REASONING_OUTPUT_TOKENS": "gen_ai.usage.reasoning.output_tokens",
      "HTTP_RESPONSE_STATUS_CODE": "http.response.status_code",
      "SERVER_ADDRESS": "server.address",
      "SERVER_PORT": "server.port",
      "SERVICE_NAME": "service.name",
      "SESSION_ID": "session.id",
    }
  `);
});

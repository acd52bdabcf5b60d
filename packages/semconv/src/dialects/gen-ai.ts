import {
  GEN_AI_AGENT_ID,
  GEN_AI_AGENT_NAME,
  GEN_AI_CONVERSATION_ID,
  GEN_AI_INPUT_MESSAGES,
  GEN_AI_OPERATION_NAME,
  GEN_AI_OUTPUT_MESSAGES,
  GEN_AI_PROVIDER_NAME,
  GEN_AI_REQUEST_MODEL,
  GEN_AI_RESPONSE_FINISH_REASONS,
  GEN_AI_RESPONSE_MODEL,
  GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK,
  GEN_AI_RETRIEVAL_DOCUMENTS,
  GEN_AI_RETRIEVAL_QUERY_TEXT,
  GEN_AI_SYSTEM_INSTRUCTIONS,
  GEN_AI_TOOL_CALL_ARGUMENTS,
  GEN_AI_TOOL_CALL_ID,
  GEN_AI_TOOL_CALL_RESULT,
  GEN_AI_TOOL_DEFINITIONS,
  GEN_AI_TOOL_NAME,
  GEN_AI_TOOL_TYPE,
  GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS,
  GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  GEN_AI_USAGE_INPUT_TOKENS,
  GEN_AI_USAGE_OUTPUT_TOKENS,
  GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
  GEN_AI_WORKFLOW_NAME,
} from '../gen-ai.ts';
import {
  GEN_AI_CLIENT_OPERATION_TIME_TO_FIRST_CHUNK,
  GEN_AI_COMPLETION,
  GEN_AI_COMPLETION_PREFIX,
  GEN_AI_CONTENT_COMPLETION,
  GEN_AI_CONTENT_PROMPT,
  GEN_AI_OPERATION_TIME_TO_FIRST_CHUNK,
  GEN_AI_PROMPT,
  GEN_AI_PROMPT_PREFIX,
  GEN_AI_REQUEST_IS_STREAM,
  GEN_AI_REQUEST_STREAM,
  GEN_AI_REQUEST_STREAMING,
  GEN_AI_RESPONSE_FINISH_REASON,
  GEN_AI_RESPONSE_STOP_REASON,
  GEN_AI_SERVER_TIME_TO_FIRST_TOKEN,
  GEN_AI_STREAMING_TIME_TO_FIRST_TOKEN,
  GEN_AI_SYSTEM,
  GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS_FLAT,
  GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS_FLAT,
  GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
  GEN_AI_USAGE_COMPLETION_TOKENS,
  GEN_AI_USAGE_INPUT_TOKENS_CACHED,
  GEN_AI_USAGE_OUTPUT_TOKENS_REASONING,
  GEN_AI_USAGE_PROMPT_TOKENS,
  GEN_AI_USAGE_REASONING_TOKENS,
} from '../gen-ai-earlier.ts';
import {
  MCP_METHOD_NAME,
  MCP_REQUEST_ARGUMENT,
  MCP_RESPONSE_VALUE,
  MCP_TOOL_NAME,
} from '../mcp.ts';
import type { Kind } from '../reading/draft.ts';
import { indexOf, type Place, placeInCall, placeText } from '../reading/indexed.ts';
import { type DialectReading, messagesFamily, tells } from '../reading/reader.ts';
import {
  asTold,
  content,
  count,
  flag,
  millisecondsOfSeconds,
  strings,
  structure,
  text,
} from '../reading/values.ts';
import type { Attributes } from '../span.ts';

const llm = { only: 'llm' } as const;
const tool = { only: 'tool' } as const;
const earlier = { only: 'llm', rank: 5 } as const;

/** OpenTelemetry's conventions for generative AI and for the Model Context Protocol, of all their versions. */
export const genAi: DialectReading = {
  dialect: 'gen-ai',
  kindOf,
  attributes: {
    [GEN_AI_OPERATION_NAME]: tells('operationName', text, llm),
    [GEN_AI_PROVIDER_NAME]: tells('provider', text, llm),
    [GEN_AI_SYSTEM]: tells('provider', text, earlier),
    [GEN_AI_REQUEST_MODEL]: tells('requestModel', text, llm),
    [GEN_AI_RESPONSE_MODEL]: tells('responseModel', text, llm),
    [GEN_AI_RESPONSE_FINISH_REASONS]: tells('finishReasons', strings, llm),
    [GEN_AI_RESPONSE_FINISH_REASON]: tells('finishReasons', strings, earlier),
    [GEN_AI_RESPONSE_STOP_REASON]: tells('finishReasons', strings, { only: 'llm', rank: 4 }),
    [GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK]: tells('timeToFirstChunkMs', millisecondsOfSeconds, llm),
    [GEN_AI_OPERATION_TIME_TO_FIRST_CHUNK]: tells(
      'timeToFirstChunkMs',
      millisecondsOfSeconds,
      earlier,
    ),
    [GEN_AI_CLIENT_OPERATION_TIME_TO_FIRST_CHUNK]: tells(
      'timeToFirstChunkMs',
      millisecondsOfSeconds,
      earlier,
    ),
    [GEN_AI_SERVER_TIME_TO_FIRST_TOKEN]: tells(
      'timeToFirstChunkMs',
      millisecondsOfSeconds,
      earlier,
    ),
    [GEN_AI_STREAMING_TIME_TO_FIRST_TOKEN]: tells(
      'timeToFirstChunkMs',
      millisecondsOfSeconds,
      earlier,
    ),
    [GEN_AI_REQUEST_STREAM]: tells('streamed', flag, llm),
    [GEN_AI_REQUEST_STREAMING]: tells('streamed', flag, earlier),
    [GEN_AI_REQUEST_IS_STREAM]: tells('streamed', flag, earlier),
    [GEN_AI_TOOL_DEFINITIONS]: tells('toolDefinitions', structure, llm),

    [GEN_AI_USAGE_INPUT_TOKENS]: tells('inputTokens', count, llm),
    [GEN_AI_USAGE_PROMPT_TOKENS]: tells('inputTokens', count, earlier),
    [GEN_AI_USAGE_OUTPUT_TOKENS]: tells('outputTokens', count, llm),
    [GEN_AI_USAGE_COMPLETION_TOKENS]: tells('outputTokens', count, earlier),
    [GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: tells('cacheReadInputTokens', count, llm),
    [GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS_FLAT]: tells('cacheReadInputTokens', count, earlier),
    [GEN_AI_USAGE_INPUT_TOKENS_CACHED]: tells('cacheReadInputTokens', count, earlier),
    [GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS]: tells('cacheCreationInputTokens', count, llm),
    [GEN_AI_USAGE_CACHE_CREATION_INPUT_TOKENS_FLAT]: tells(
      'cacheCreationInputTokens',
      count,
      earlier,
    ),
    [GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS]: tells('cacheCreationInputTokens', count, earlier),
    [GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: tells('reasoningOutputTokens', count, llm),
    [GEN_AI_USAGE_REASONING_TOKENS]: tells('reasoningOutputTokens', count, earlier),
    [GEN_AI_USAGE_OUTPUT_TOKENS_REASONING]: tells('reasoningOutputTokens', count, earlier),

    [GEN_AI_SYSTEM_INSTRUCTIONS]: tells('systemInstructions', asTold),
    [GEN_AI_INPUT_MESSAGES]: tells('inputMessages', asTold, { rank: 20 }),
    [GEN_AI_OUTPUT_MESSAGES]: tells('outputMessages', asTold, { rank: 20 }),
    [GEN_AI_PROMPT]: tells('inputMessages', asTold, { rank: 4 }),
    [GEN_AI_COMPLETION]: tells('outputMessages', asTold, { rank: 4 }),
    [GEN_AI_CONTENT_PROMPT]: tells('inputMessages', asTold, { rank: 3 }),
    [GEN_AI_CONTENT_COMPLETION]: tells('outputMessages', asTold, { rank: 3 }),

    [GEN_AI_TOOL_NAME]: tells('toolName', text, tool),
    [MCP_TOOL_NAME]: tells('toolName', text, { only: 'tool', rank: 5 }),
    [GEN_AI_TOOL_CALL_ID]: tells('callId', text, tool),
    [GEN_AI_TOOL_CALL_ARGUMENTS]: tells('arguments', content, tool),
    [MCP_REQUEST_ARGUMENT]: tells('arguments', content, { only: 'tool', rank: 5 }),
    [GEN_AI_RETRIEVAL_QUERY_TEXT]: tells('arguments', text, { only: 'tool', rank: 5 }),
    [GEN_AI_TOOL_CALL_RESULT]: tells('result', content, tool),
    [MCP_RESPONSE_VALUE]: tells('result', content, { only: 'tool', rank: 5 }),
    [GEN_AI_RETRIEVAL_DOCUMENTS]: tells('result', content, { only: 'tool', rank: 5 }),

    [GEN_AI_AGENT_ID]: tells('agentId', text),
    [GEN_AI_AGENT_NAME]: tells('agentName', text),
    [GEN_AI_WORKFLOW_NAME]: tells('name', text, { only: 'action' }),
    [GEN_AI_CONVERSATION_ID]: tells('sessionId', text),
  },
  families: [
    messagesFamily(GEN_AI_PROMPT_PREFIX, 'input', place),
    messagesFamily(GEN_AI_COMPLETION_PREFIX, 'output', place),
  ],
};

const operations: Readonly<Record<string, Kind>> = {
  __proto__: null as never,
  chat: { type: 'llm', word: 'chat' },
  text_completion: { type: 'llm', word: 'text_completion' },
  completion: { type: 'llm', word: 'text_completion' },
  generate_content: { type: 'llm', word: 'generate_content' },
  embeddings: { type: 'llm', word: 'embeddings' },
  embedding: { type: 'llm', word: 'embeddings' },
  retrieval: { type: 'tool', word: 'retrieval' },
};

const toolKinds: Readonly<Record<string, string>> = {
  __proto__: null as never,
  datastore: 'retrieval',
  extension: 'plugin',
  mcp: 'mcp',
};

/** Such operations have others inside, which tell of models and tokens themselves. */
const wrapping = /^(invoke|create)_|_memory|^plan$|^guard|^step|^task|^workflow/;

function kindOf(attributes: Attributes): Kind | undefined {
  const operation = text(attributes[GEN_AI_OPERATION_NAME]);
  const method = text(attributes[MCP_METHOD_NAME]);
  if (operation === 'execute_tool' || method === 'tools/call') {
    const type = text(attributes[GEN_AI_TOOL_TYPE]) ?? '';
    return { type: 'tool', word: method === undefined ? (toolKinds[type] ?? 'function') : 'mcp' };
  }
  if (operation !== undefined) {
    const known = operations[operation];
    if (known) return known;
    const model = attributes[GEN_AI_REQUEST_MODEL] !== undefined && !wrapping.test(operation);
    return { type: model ? 'llm' : 'action', word: operation };
  }
  if (method !== undefined) return { type: 'action', word: method };
  return unnamed(attributes);
}

/** Senders of the first conventions, or of none, name no operation. */
function unnamed(attributes: Attributes): Kind | undefined {
  if (attributes[GEN_AI_TOOL_NAME] !== undefined || attributes[GEN_AI_TOOL_CALL_ID] !== undefined) {
    return { type: 'tool', word: 'function' };
  }
  for (const name of [
    GEN_AI_REQUEST_MODEL,
    GEN_AI_RESPONSE_MODEL,
    `${GEN_AI_PROMPT_PREFIX}0.content`,
  ]) {
    if (attributes[name] !== undefined) return { type: 'llm', word: 'chat' };
  }
  if (attributes[GEN_AI_AGENT_NAME] !== undefined || attributes[GEN_AI_AGENT_ID] !== undefined) {
    return { type: 'action', word: 'agent' };
  }
  return undefined;
}

const callPrefix = 'tool_calls.';

/** `role`, `content`, `tool_calls.0.arguments`, … */
function place(...[message, path, value]: Parameters<Place>): boolean {
  switch (path) {
    case 'role':
    case 'content':
    case 'reasoning':
    case 'refusal':
      return placeText(message, path, value);
    case 'tool_call_id':
      return placeText(message, 'toolCallId', value);
    case 'finish_reason':
      return placeText(message, 'finishReason', value);
    case 'speaker':
    case 'user':
    case 'name':
      return placeText(message, 'name', value);
    case 'function_call.name':
      return placeInCall(message, 0, 'name', value);
    case 'function_call.arguments':
      return placeInCall(message, 0, 'arguments', value);
  }
  if (!path.startsWith(callPrefix)) return false;
  const dot = path.indexOf('.', callPrefix.length);
  const field = path.slice(dot + 1);
  if (dot < 0 || (field !== 'id' && field !== 'name' && field !== 'arguments')) return false;
  return placeInCall(message, indexOf(path.slice(callPrefix.length, dot)), field, value);
}

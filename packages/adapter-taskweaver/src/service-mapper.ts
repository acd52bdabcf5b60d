/** The same as `mapper.ts` for what TaskWeaver's completion and embedding services are asked, and what they answer. */
import {
  type EventFields,
  type Message,
  type MessagePart,
  parseArguments,
  type UsageSource,
} from '@agentops/core';
import * as semconv from '@agentops/semconv';
import type { ChatMessage, CompletionOptions } from './host/services.ts';

export interface CompletionFacts {
  messages?: ChatMessage[] | null;
  stream?: boolean | null;
  temperature?: number | null;
  max_tokens?: number | null;
  top_p?: number | null;
  stop?: string[] | null;
  options?: CompletionOptions | null;
  model?: string | null;
  api_type?: string | null;
  /** The key under `ext_llms` that the service is configured by. */
  alias?: string | null;
}

export interface EmbeddingFacts {
  input?: string[] | null;
  model?: string | null;
  api_type?: string | null;
  alias?: string | null;
}

/** What is known of an answer when it is over. */
export interface CompletionResult {
  role?: string | null;
  /** All of it, as far as the host read it. */
  text?: string | null;
  tool_calls?: ToolCall[] | null;
  usage?: {
    input_tokens?: number | null;
    output_tokens?: number | null;
    cache_read_input_tokens?: number | null;
    cache_creation_input_tokens?: number | null;
    reasoning_output_tokens?: number | null;
  } | null;
  usage_source?: UsageSource | null;
  response_model?: string | null;
  response_id?: string | null;
  finish_reason?: string | null;
  first_chunk_ms?: number | null;
  /** The host had what it needed, and stopped reading. */
  early_stop?: boolean | null;
}

/** With or without OpenAI's `function` around name and arguments, which are a JSON text or what that says. */
export interface ToolCall {
  id?: string | null;
  name?: string;
  arguments?: unknown;
  function?: { name?: string; arguments?: unknown };
}

export function mapCompletion(call: CompletionFacts): EventFields {
  const { json_schema, response_format, tools } = call.options ?? {};
  return {
    operationName: 'chat',
    ...mapService(call),
    ...(call.messages ? { inputMessages: call.messages.map(mapMessage) } : {}),
    ...(tools == null ? {} : { toolDefinitions: tools }),
    streamed: call.stream ?? true,
    attributes: known({
      [semconv.GEN_AI_REQUEST_TEMPERATURE]: call.temperature,
      [semconv.GEN_AI_REQUEST_MAX_TOKENS]: call.max_tokens,
      [semconv.GEN_AI_REQUEST_TOP_P]: call.top_p,
      [semconv.GEN_AI_REQUEST_STOP_SEQUENCES]: call.stop,
      [semconv.GEN_AI_OUTPUT_TYPE]: (json_schema ?? response_format) ? 'json' : undefined,
      'taskweaver.llm_alias': call.alias,
    }),
  };
}

/** The host tells how many vectors there are by how many texts it gave. */
export function mapEmbedding(call: EmbeddingFacts): EventFields {
  return {
    operationName: 'embeddings',
    ...mapService(call),
    ...(call.input ? { input: call.input } : {}),
    attributes: known({ 'taskweaver.llm_alias': call.alias }),
  };
}

export function mapCompletionResult(result: CompletionResult): EventFields {
  const { usage, response_model, finish_reason, first_chunk_ms } = result;
  return {
    ...mapAnswer(result),
    ...(response_model == null ? {} : { responseModel: response_model }),
    finishReasons: finish_reason == null ? [] : [finish_reason],
    usage: usage
      ? {
          inputTokens: usage.input_tokens ?? null,
          outputTokens: usage.output_tokens ?? null,
          cacheReadInputTokens: usage.cache_read_input_tokens ?? null,
          cacheCreationInputTokens: usage.cache_creation_input_tokens ?? null,
          reasoningOutputTokens: usage.reasoning_output_tokens ?? null,
        }
      : null,
    usageSource: usage ? (result.usage_source ?? 'provider') : 'none',
    ...(first_chunk_ms == null ? {} : { timeToFirstChunkMs: first_chunk_ms }),
    attributes: known({
      [semconv.GEN_AI_RESPONSE_ID]: result.response_id,
      'taskweaver.early_stop': result.early_stop === true ? true : undefined,
    }),
  };
}

/** The conventions' name of what `llm.api_type` says. */
export function mapProvider(apiType: string | null | undefined): string | undefined {
  return (apiType && providers[apiType]) || apiType || undefined;
}

const providers: Record<string, string> = {
  azure: 'azure.ai.openai',
  azure_ad: 'azure.ai.openai',
  azure_ml: 'azure.ai.inference',
  google_genai: 'gcp.gemini',
};

/** Unknown is left out. */
export function known(attributes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null),
  );
}

function mapService(call: Pick<CompletionFacts, 'model' | 'api_type'>): EventFields {
  return { provider: mapProvider(call.api_type) ?? null, requestModel: call.model ?? null };
}

function mapMessage({ role, content, name }: ChatMessage): Message {
  const parts: MessagePart[] =
    typeof content === 'string'
      ? [{ type: 'text', content }]
      : content.map((part) => {
          if (part.type === 'text') return { type: 'text', content: part.text };
          if (part.type !== 'image_url') return { type: 'other', value: part };
          return { type: 'uri', modality: 'image', uri: part.image_url.url };
        });
  return { role, parts, ...(name === undefined ? {} : { name }) };
}

function mapAnswer({ role, text, tool_calls, finish_reason }: CompletionResult): EventFields {
  const calls = (tool_calls ?? []).map(mapToolCall);
  // To the host, an answer that calls functions is a text of that role, which says the same (`openai.py`).
  const saysCalls = role === 'function' && calls.length > 0;
  const parts: MessagePart[] = [
    ...(text && !saysCalls ? [{ type: 'text', content: text } as const] : []),
    ...calls,
  ];
  if (parts.length === 0) return {};
  const why = finish_reason == null ? {} : { finish_reason };
  return {
    outputMessages: [{ role: saysCalls ? 'assistant' : (role ?? 'assistant'), parts, ...why }],
  };
}

function mapToolCall(call: ToolCall): MessagePart {
  const { name = 'unknown', arguments: given } = call.function ?? call;
  const parsed = typeof given === 'string' ? parseArguments(given) : given;
  return { type: 'tool_call', id: call.id ?? null, name, arguments: parsed };
}

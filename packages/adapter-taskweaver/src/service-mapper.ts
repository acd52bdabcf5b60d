/** The same as `mapper.ts` for what TaskWeaver's injected services are called with. */
import type { EventFields, Message, MessagePart } from '@agentops/core';
import * as semconv from '@agentops/semconv';
import type { ChatMessage, CompletionOptions, PluginContext } from './host/services.ts';

export interface CompletionFacts {
  messages: ChatMessage[];
  stream?: boolean;
  temperature?: number | null;
  max_tokens?: number | null;
  top_p?: number | null;
  stop?: string[] | null;
  options?: CompletionOptions;
  model?: string | null;
  api_type?: string | null;
}

export interface PluginCallFacts extends PluginContext {
  plugin: string;
  args?: readonly unknown[];
  kwargs?: Readonly<Record<string, unknown>>;
}

export function mapCompletion(call: CompletionFacts): EventFields {
  const { json_schema, response_format, tools } = call.options ?? {};
  return {
    operationName: 'chat',
    provider: mapProvider(call.api_type) ?? null,
    requestModel: call.model ?? null,
    inputMessages: call.messages.map(mapMessage),
    ...(tools === undefined ? {} : { toolDefinitions: tools }),
    streamed: call.stream ?? true,
    attributes: known({
      [semconv.GEN_AI_REQUEST_TEMPERATURE]: call.temperature,
      [semconv.GEN_AI_REQUEST_MAX_TOKENS]: call.max_tokens,
      [semconv.GEN_AI_REQUEST_TOP_P]: call.top_p,
      [semconv.GEN_AI_REQUEST_STOP_SEQUENCES]: call.stop,
      [semconv.GEN_AI_OUTPUT_TYPE]: (json_schema ?? response_format) ? 'json' : undefined,
    }),
  };
}

export function mapPluginCall({ plugin, args = [], kwargs = {}, ...context }: PluginCallFacts) {
  const positional = args.length > 0;
  const named = Object.keys(kwargs).length > 0;
  return {
    name: plugin,
    kind: 'plugin',
    arguments: positional && named ? { args, kwargs } : named ? kwargs : args,
    attributes: known({ 'taskweaver.execution_id': context.execution_id }),
  } satisfies EventFields;
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

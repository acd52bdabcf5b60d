import type { Draft, Kind } from '../reading/draft.ts';
import { readToolCall } from '../reading/parts.ts';
import { type DialectReading, type Family, tells } from '../reading/reader.ts';
import {
  asTold,
  content,
  count,
  fields,
  milliseconds,
  strings,
  structure,
  text,
} from '../reading/values.ts';
import type { Attributes, Span } from '../span.ts';
import {
  AI_MODEL_ID,
  AI_MODEL_PROVIDER,
  AI_OPERATION_ID,
  AI_PROMPT,
  AI_PROMPT_MESSAGES,
  AI_PROMPT_TOOLS,
  AI_RESPONSE_FINISH_REASON,
  AI_RESPONSE_MODEL,
  AI_RESPONSE_MS_TO_FIRST_CHUNK,
  AI_RESPONSE_OBJECT,
  AI_RESPONSE_REASONING,
  AI_RESPONSE_TEXT,
  AI_RESPONSE_TOOL_CALLS,
  AI_TELEMETRY_FUNCTION_ID,
  AI_TELEMETRY_METADATA_PREFIX,
  AI_TOOL_CALL_ARGS,
  AI_TOOL_CALL_ID,
  AI_TOOL_CALL_NAME,
  AI_TOOL_CALL_RESULT,
  AI_USAGE_CACHE_READ_TOKENS,
  AI_USAGE_CACHE_WRITE_TOKENS,
  AI_USAGE_CACHED_INPUT_TOKENS,
  AI_USAGE_COMPLETION_TOKENS,
  AI_USAGE_INPUT_TOKENS,
  AI_USAGE_OUTPUT_TOKENS,
  AI_USAGE_PROMPT_TOKENS,
  AI_USAGE_REASONING_TOKENS,
  AI_USAGE_REASONING_TOKENS_OF_OUTPUT,
  AI_USAGE_TOKENS,
  AI_VALUE,
  AI_VALUES,
} from '../vercel-ai.ts';

const tool = { only: 'tool' } as const;
/** `gen_ai.*` stands beside most of these, with the same values. */
const own = { only: 'llm', rank: 5 } as const;
const earlier = { only: 'llm', rank: 4 } as const;

const sessionMetadata: ReadonlySet<string> = new Set(['sessionId', 'session_id', 'session.id']);

const metadata: Family = {
  prefix: AI_TELEMETRY_METADATA_PREFIX,
  read: (draft, name, key, value) => {
    if (key === 'tags') {
      const tags = strings(value);
      return tags !== undefined && draft.claim('tags', tags, 5, name);
    }
    const id = sessionMetadata.has(key) ? text(value) : undefined;
    return id !== undefined && draft.claim('sessionId', id, 5, name);
  },
};

/** The AI SDK's spans: an outer one for what the application called, and inside it one for each call of a model or a tool. */
export const vercelAi: DialectReading = {
  dialect: 'vercel-ai',
  kindOf,
  attributes: {
    [AI_TELEMETRY_FUNCTION_ID]: tells('name', text, { only: 'action' }),
    [AI_MODEL_ID]: tells('requestModel', text, own),
    [AI_MODEL_PROVIDER]: tells('provider', text, own),
    [AI_RESPONSE_MODEL]: tells('responseModel', text, own),
    [AI_RESPONSE_FINISH_REASON]: tells('finishReasons', strings, own),
    [AI_RESPONSE_MS_TO_FIRST_CHUNK]: tells('timeToFirstChunkMs', milliseconds, own),
    [AI_PROMPT_TOOLS]: tells('toolDefinitions', eachContent, own),
    [AI_USAGE_INPUT_TOKENS]: tells('inputTokens', count, own),
    [AI_USAGE_PROMPT_TOKENS]: tells('inputTokens', count, earlier),
    [AI_USAGE_TOKENS]: tells('inputTokens', count, earlier),
    [AI_USAGE_OUTPUT_TOKENS]: tells('outputTokens', count, own),
    [AI_USAGE_COMPLETION_TOKENS]: tells('outputTokens', count, earlier),
    [AI_USAGE_CACHE_READ_TOKENS]: tells('cacheReadInputTokens', count, own),
    [AI_USAGE_CACHED_INPUT_TOKENS]: tells('cacheReadInputTokens', count, earlier),
    [AI_USAGE_CACHE_WRITE_TOKENS]: tells('cacheCreationInputTokens', count, own),
    [AI_USAGE_REASONING_TOKENS_OF_OUTPUT]: tells('reasoningOutputTokens', count, own),
    [AI_USAGE_REASONING_TOKENS]: tells('reasoningOutputTokens', count, earlier),
    [AI_PROMPT_MESSAGES]: tells('inputMessages', asTold, { only: 'llm' }),
    [AI_PROMPT]: tells('input', content),
    [AI_VALUE]: tells('input', unquoted),
    [AI_VALUES]: tells('input', eachUnquoted),
    [AI_RESPONSE_TEXT]: tells('answerText', text),
    [AI_RESPONSE_REASONING]: tells('answerReasoning', text, { only: 'llm' }),
    [AI_RESPONSE_TOOL_CALLS]: tells('answerCalls', structure, { only: 'llm' }),
    [AI_RESPONSE_OBJECT]: tells('answerObject', asTold),
    [AI_TOOL_CALL_NAME]: tells('toolName', text, tool),
    [AI_TOOL_CALL_ID]: tells('callId', text, tool),
    [AI_TOOL_CALL_ARGS]: tells('arguments', content, tool),
    [AI_TOOL_CALL_RESULT]: tells('result', content, tool),
  },
  families: [metadata],
  complete,
};

function eachContent(value: unknown): unknown[] | undefined {
  const list = structure(value);
  return Array.isArray(list) ? list.map(content) : undefined;
}

/** Values to embed are JSON, a plain text too. */
function unquoted(value: unknown): unknown {
  if (typeof value !== 'string') return asTold(value);
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function eachUnquoted(value: unknown): unknown[] | undefined {
  const list = structure(value);
  return Array.isArray(list) ? list.map(unquoted) : undefined;
}

function operationOf(attributes: Attributes, span: Span): string | undefined {
  const told = text(attributes[AI_OPERATION_ID]);
  if (told !== undefined) return told;
  return span.name.startsWith('ai.') ? span.name : undefined;
}

function kindOf(attributes: Attributes, span: Span): Kind | undefined {
  const operation = operationOf(attributes, span);
  if (operation === undefined) return undefined;
  if (operation === 'ai.toolCall') return { type: 'tool', word: 'function' };
  const inner = /\.do([A-Z]\w*)$/.exec(operation)?.[1];
  if (inner === undefined) return { type: 'action', word: operation };
  if (inner === 'Generate' || inner === 'Stream') return { type: 'llm', word: 'chat' };
  if (inner === 'Embed') return { type: 'llm', word: 'embeddings' };
  return { type: 'llm', word: inner.toLowerCase() };
}

function complete(draft: Draft): void {
  if (draft.kind.type === 'action') completeAction(draft);
  if (draft.kind.type !== 'llm') return;
  if (draft.kind.word === 'chat') {
    const operation = operationOf(draft.span.attributes, draft.span) ?? '';
    draft.claim('streamed', operation.endsWith('.doStream'), 1, []);
  }
  const parts: unknown[] = [];
  const reasoning = draft.take('answerReasoning');
  if (reasoning !== undefined) parts.push({ type: 'reasoning', content: reasoning });
  const answer = draft.take('answerText') ?? draft.take('answerObject');
  if (answer !== undefined) {
    parts.push({
      type: 'text',
      content: typeof answer === 'string' ? answer : JSON.stringify(answer),
    });
  }
  const calls = draft.take('answerCalls');
  if (Array.isArray(calls)) {
    for (const call of calls) parts.push(readToolCall(fields(call) ?? {}) ?? call);
  }
  if (parts.length === 0) return;
  const reasons = draft.get('finishReasons') as string[] | undefined;
  const reason = reasons?.length === 1 ? { finish_reason: reasons[0] } : {};
  draft.claim('outputMessages', [{ role: 'assistant', parts, ...reason }], 5, []);
}

/** The outer span repeats the last answer; what it says of models and tokens stays with its attributes. */
function completeAction(draft: Draft): void {
  const answer = draft.get('answerText') === undefined ? 'answerObject' : 'answerText';
  const value = draft.take(answer);
  if (value !== undefined) draft.claim('output', content(value), 5, []);
}

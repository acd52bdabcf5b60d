import {
  DOCUMENT_PREFIX,
  EMBEDDING_MODEL_NAME,
  INPUT_MIME_TYPE,
  INPUT_VALUE,
  LLM_CHOICES_PREFIX,
  LLM_FINISH_REASON,
  LLM_INPUT_MESSAGES_PREFIX,
  LLM_INVOCATION_PARAMETERS,
  LLM_MODEL_NAME,
  LLM_OUTPUT_MESSAGES_PREFIX,
  LLM_PROMPTS_PREFIX,
  LLM_PROVIDER,
  LLM_REQUEST_MODEL_NAME,
  LLM_RESPONSE_MODEL_NAME,
  LLM_SYSTEM,
  LLM_TOKEN_COUNT_COMPLETION,
  LLM_TOKEN_COUNT_COMPLETION_DETAILS_REASONING,
  LLM_TOKEN_COUNT_PROMPT,
  LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_INPUT,
  LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_READ,
  LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_WRITE,
  LLM_TOOLS_PREFIX,
  OPENINFERENCE_AGENT_NAME,
  OPENINFERENCE_SPAN_KIND,
  OPENINFERENCE_TOOL_CALL_ID,
  OPENINFERENCE_TOOL_ID,
  OPENINFERENCE_TOOL_NAME,
  OUTPUT_MIME_TYPE,
  OUTPUT_VALUE,
  RERANKER_OUTPUT_DOCUMENTS_PREFIX,
  RERANKER_QUERY,
  RETRIEVAL_DOCUMENTS_PREFIX,
  TAG_TAGS,
} from '../openinference.ts';
import type { Draft, Kind } from '../reading/draft.ts';
import { type DialectReading, messagesFamily, recordsFamily, tells } from '../reading/reader.ts';
import { takeTools } from '../reading/tools.ts';
import {
  asTold,
  content,
  count,
  fields,
  flag,
  strings,
  structure,
  text,
} from '../reading/values.ts';
import type { Attributes } from '../span.ts';
import { placeOpenInference } from './openinference-messages.ts';

const llm = { only: 'llm' } as const;
const tool = { only: 'tool' } as const;
const vague = { only: 'llm', rank: 5 } as const;

/** Arize's OpenInference, as its instrumentations for Python and JavaScript send it. */
export const openInference: DialectReading = {
  dialect: 'openinference',
  kindOf,
  attributes: {
    [LLM_REQUEST_MODEL_NAME]: tells('requestModel', text, llm),
    [LLM_MODEL_NAME]: tells('requestModel', text, vague),
    [EMBEDDING_MODEL_NAME]: tells('requestModel', text, vague),
    [LLM_RESPONSE_MODEL_NAME]: tells('responseModel', text, llm),
    [LLM_PROVIDER]: tells('provider', text, llm),
    [LLM_SYSTEM]: tells('provider', text, { only: 'llm', rank: 4 }),
    [LLM_FINISH_REASON]: tells('finishReasons', strings, vague),
    [LLM_TOKEN_COUNT_PROMPT]: tells('inputTokens', count, llm),
    [LLM_TOKEN_COUNT_COMPLETION]: tells('outputTokens', count, llm),
    [LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_READ]: tells('cacheReadInputTokens', count, llm),
    [LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_INPUT]: tells('cacheReadInputTokens', count, vague),
    [LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_WRITE]: tells('cacheCreationInputTokens', count, llm),
    [LLM_TOKEN_COUNT_COMPLETION_DETAILS_REASONING]: tells('reasoningOutputTokens', count, llm),
    [INPUT_VALUE]: tells('input', asTold),
    [OUTPUT_VALUE]: tells('output', asTold),
    [OPENINFERENCE_TOOL_NAME]: tells('toolName', text, tool),
    [OPENINFERENCE_TOOL_CALL_ID]: tells('callId', text, tool),
    [OPENINFERENCE_TOOL_ID]: tells('callId', text, { only: 'tool', rank: 5 }),
    [RERANKER_QUERY]: tells('arguments', text, tool),
    [OPENINFERENCE_AGENT_NAME]: tells('agentName', text),
    [TAG_TAGS]: tells('tags', strings),
  },
  families: [
    messagesFamily(LLM_INPUT_MESSAGES_PREFIX, 'input', placeOpenInference),
    messagesFamily(LLM_OUTPUT_MESSAGES_PREFIX, 'output', placeOpenInference),
    messagesFamily(LLM_PROMPTS_PREFIX, 'input', placeOpenInference),
    messagesFamily(LLM_CHOICES_PREFIX, 'output', placeOpenInference),
    recordsFamily(LLM_TOOLS_PREFIX, 'tools', 'llm'),
    recordsFamily(RETRIEVAL_DOCUMENTS_PREFIX, 'documents', 'tool'),
    recordsFamily(RERANKER_OUTPUT_DOCUMENTS_PREFIX, 'documents', 'tool'),
  ],
  complete,
};

const kinds: ReadonlyMap<string, Kind> = new Map([
  ['LLM', { type: 'llm', word: 'chat' }],
  ['EMBEDDING', { type: 'llm', word: 'embeddings' }],
  ['TOOL', { type: 'tool', word: 'function' }],
  ['RETRIEVER', { type: 'tool', word: 'retrieval' }],
  ['RERANKER', { type: 'tool', word: 'retrieval' }],
]);

function kindOf(attributes: Attributes): Kind | undefined {
  const told = text(attributes[OPENINFERENCE_SPAN_KIND])?.toUpperCase();
  if (told === undefined || told === 'UNKNOWN') return undefined;
  return kinds.get(told) ?? { type: 'action', word: told.toLowerCase() };
}

function complete(draft: Draft): void {
  const { attributes } = draft.span;
  if (isJson(attributes[INPUT_MIME_TYPE])) draft.revise('input', content(draft.get('input')));
  if (isJson(attributes[OUTPUT_MIME_TYPE])) draft.revise('output', content(draft.get('output')));
  if (draft.kind.type === 'llm') readParameters(draft, attributes);
  takeTools(draft);
  takeDocuments(draft);
}

function isJson(mimeType: unknown): boolean {
  return typeof mimeType === 'string' && mimeType.includes('json');
}

/** The model's name among parameters, where no list or object comes before it. */
const leadingModel = /^\{[^{[]*?"model":\s*"([^"\\]+)"/;

/** `llm.model_name` is the model that answered where there was an answer. The one asked for is then among the parameters. */
function readParameters(draft: Draft, attributes: Attributes): void {
  const parameters = attributes[LLM_INVOCATION_PARAMETERS];
  const leading = typeof parameters === 'string' ? leadingModel.exec(parameters)?.[1] : undefined;
  // The tools among them make them long: most need not be parsed.
  const isPlain = leading !== undefined && !(parameters as string).includes('"stream"');
  const parsed = isPlain ? undefined : fields(structure(parameters));
  const asked = leading ?? text(parsed?.model);
  const answered =
    attributes[LLM_REQUEST_MODEL_NAME] === undefined && text(attributes[LLM_MODEL_NAME]);
  if (asked !== undefined && answered && asked !== answered) {
    if (draft.claim('responseModel', answered, 5, LLM_MODEL_NAME))
      draft.revise('requestModel', asked);
  }
  const streamed = flag(parsed?.stream);
  if (streamed !== undefined) draft.claim('streamed', streamed, 5, []);
}

function takeDocuments(draft: Draft): void {
  const { documents } = draft;
  if (!documents) return;
  const found = documents
    .all()
    .map((document) =>
      Object.fromEntries(
        Object.entries(document).map(([name, value]) => [
          name.replace(DOCUMENT_PREFIX, ''),
          content(value),
        ]),
      ),
    );
  if (draft.claim('result', found, 10, documents.keys)) draft.documents = undefined;
}

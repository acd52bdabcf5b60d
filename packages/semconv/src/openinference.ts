/** Names of OpenInference (https://github.com/Arize-ai/openinference). */

/** `LLM`, `TOOL`, `AGENT`, `CHAIN`, `RETRIEVER`, … */
export const OPENINFERENCE_SPAN_KIND = 'openinference.span.kind';

export const LLM_MODEL_NAME = 'llm.model_name';
export const LLM_REQUEST_MODEL_NAME = 'llm.request.model_name';
export const LLM_RESPONSE_MODEL_NAME = 'llm.response.model_name';
export const LLM_PROVIDER = 'llm.provider';
export const LLM_SYSTEM = 'llm.system';
export const LLM_FINISH_REASON = 'llm.finish_reason';
export const LLM_INVOCATION_PARAMETERS = 'llm.invocation_parameters';

export const LLM_TOKEN_COUNT_PROMPT = 'llm.token_count.prompt';
export const LLM_TOKEN_COUNT_COMPLETION = 'llm.token_count.completion';
export const LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_READ =
  'llm.token_count.prompt_details.cache_read';
export const LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_INPUT =
  'llm.token_count.prompt_details.cache_input';
export const LLM_TOKEN_COUNT_PROMPT_DETAILS_CACHE_WRITE =
  'llm.token_count.prompt_details.cache_write';
export const LLM_TOKEN_COUNT_COMPLETION_DETAILS_REASONING =
  'llm.token_count.completion_details.reasoning';

/** Each followed by a number and a field. */
export const LLM_INPUT_MESSAGES_PREFIX = 'llm.input_messages.';
export const LLM_OUTPUT_MESSAGES_PREFIX = 'llm.output_messages.';
export const LLM_PROMPTS_PREFIX = 'llm.prompts.';
export const LLM_CHOICES_PREFIX = 'llm.choices.';
export const LLM_TOOLS_PREFIX = 'llm.tools.';
export const RETRIEVAL_DOCUMENTS_PREFIX = 'retrieval.documents.';
export const RERANKER_OUTPUT_DOCUMENTS_PREFIX = 'reranker.output_documents.';

/** The field of a tool. */
export const TOOL_JSON_SCHEMA = 'tool.json_schema';
/** Before each field of a document. */
export const DOCUMENT_PREFIX = 'document.';

export const RERANKER_QUERY = 'reranker.query';
export const EMBEDDING_MODEL_NAME = 'embedding.model_name';

export const INPUT_VALUE = 'input.value';
export const INPUT_MIME_TYPE = 'input.mime_type';
export const OUTPUT_VALUE = 'output.value';
export const OUTPUT_MIME_TYPE = 'output.mime_type';

export const OPENINFERENCE_TOOL_NAME = 'tool.name';
export const OPENINFERENCE_TOOL_ID = 'tool.id';
export const OPENINFERENCE_TOOL_CALL_ID = 'tool_call.id';
export const OPENINFERENCE_AGENT_NAME = 'agent.name';
export const TAG_TAGS = 'tag.tags';

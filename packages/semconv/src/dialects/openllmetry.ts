import {
  LLM_IS_STREAMING,
  LLM_REQUEST_FUNCTIONS_PREFIX,
  LLM_REQUEST_TYPE,
  LLM_RESPONSE_FINISH_REASON,
  LLM_RESPONSE_STOP_REASON,
  LLM_USAGE_REASONING_TOKENS,
  TRACELOOP_ASSOCIATION_PROPERTIES_PREFIX,
  TRACELOOP_ENTITY_INPUT,
  TRACELOOP_ENTITY_NAME,
  TRACELOOP_ENTITY_OUTPUT,
  TRACELOOP_SPAN_KIND,
} from '../openllmetry.ts';
import { nameAgent } from '../reading/complete.ts';
import type { Kind } from '../reading/draft.ts';
import { type DialectReading, type Family, recordsFamily, tells } from '../reading/reader.ts';
import { requestType } from '../reading/request-type.ts';
import { takeTools } from '../reading/tools.ts';
import { content, count, flag, strings, text } from '../reading/values.ts';
import type { Attributes } from '../span.ts';

const earlier = { only: 'llm', rank: 5 } as const;

/** What applications call their own session among the properties that they give. */
const sessionProperties: ReadonlySet<string> = new Set(['session_id', 'session.id', 'sessionId']);

const association: Family = {
  prefix: TRACELOOP_ASSOCIATION_PROPERTIES_PREFIX,
  read: (draft, name, property, value) => {
    const id = sessionProperties.has(property) ? text(value) : undefined;
    return id !== undefined && draft.claim('sessionId', id, 5, name);
  },
};

/** OpenLLMetry, of Python and JavaScript; its newer versions use OpenTelemetry's names for all but workflows. */
export const openLlmetry: DialectReading = {
  dialect: 'openllmetry',
  kindOf,
  attributes: {
    [TRACELOOP_ENTITY_NAME]: tells('entityName', text),
    [TRACELOOP_ENTITY_INPUT]: tells('input', content),
    [TRACELOOP_ENTITY_OUTPUT]: tells('output', content),
    [LLM_REQUEST_TYPE]: tells('operationName', requestType, earlier),
    [LLM_IS_STREAMING]: tells('streamed', flag, earlier),
    [LLM_RESPONSE_FINISH_REASON]: tells('finishReasons', strings, earlier),
    [LLM_RESPONSE_STOP_REASON]: tells('finishReasons', strings, earlier),
    [LLM_USAGE_REASONING_TOKENS]: tells('reasoningOutputTokens', count, earlier),
  },
  families: [association, recordsFamily(LLM_REQUEST_FUNCTIONS_PREFIX, 'tools', 'llm')],
  complete: (draft) => {
    takeTools(draft);
    nameAgent(draft);
  },
};

function kindOf(attributes: Attributes): Kind | undefined {
  const kind = text(attributes[TRACELOOP_SPAN_KIND]);
  if (kind === 'tool') return { type: 'tool', word: 'function' };
  if (kind !== undefined && kind !== 'unknown') return { type: 'action', word: kind };
  const word = requestType(attributes[LLM_REQUEST_TYPE]);
  if (word !== undefined) return { type: 'llm', word };
  return attributes[TRACELOOP_ENTITY_NAME] === undefined
    ? undefined
    : { type: 'action', word: 'task' };
}

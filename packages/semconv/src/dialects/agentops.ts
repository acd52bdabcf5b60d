import {
  AGENT_ID,
  AGENT_NAME,
  AGENT_ROLE,
  AGENTOPS_ENTITY_NAME,
  AGENTOPS_LEGACY_END_STATE_REASON,
  AGENTOPS_OPERATION_NAME,
  AGENTOPS_PREFIX,
  AGENTOPS_SESSION_END_STATE,
  AGENTOPS_SPAN_KIND,
  AGENTOPS_TAGS,
  FUNCTION_INPUT,
  FUNCTION_NAME,
  FUNCTION_OUTPUT,
  GEN_AI_REQUEST_FUNCTIONS_PREFIX,
  GEN_AI_REQUEST_INSTRUCTIONS,
  GEN_AI_REQUEST_SYSTEM_INSTRUCTION,
  GEN_AI_REQUEST_TOOLS_PREFIX,
  GEN_AI_REQUEST_TYPE,
  OPERATION_NAME,
  RESPONSE_ID,
  RESPONSE_INPUT,
  TOOL_CALL_ID,
  TOOL_NAME,
  TOOL_PARAMETERS,
  TOOL_RESULT,
  TRACE_METADATA_PREFIX,
} from '../agentops-sdk.ts';
import { nameAgent } from '../reading/complete.ts';
import type { Draft, Kind } from '../reading/draft.ts';
import { isOfHost } from '../reading/host-env.ts';
import { type DialectReading, type Family, recordsFamily, tells } from '../reading/reader.ts';
import { requestType } from '../reading/request-type.ts';
import { takeTools } from '../reading/tools.ts';
import { asTold, content, setOwn, strings, text } from '../reading/values.ts';
import type { Attributes, Span } from '../span.ts';

const tool = { only: 'tool' } as const;

/** `agentops.task.input`, `agentops.entity.output`, … */
const sides: Family = {
  prefix: AGENTOPS_PREFIX,
  read: (draft, name, rest, value) => {
    const dot = rest.lastIndexOf('.');
    const side = rest.slice(dot + 1);
    if (dot < 1 || (side !== 'input' && side !== 'output')) return false;
    const read = asTold(content(value));
    const rank = rest.startsWith('entity.') ? 5 : 10;
    return read !== undefined && draft.claim(side, read, rank, name);
  },
};

const traceMetadata: Family = {
  prefix: TRACE_METADATA_PREFIX,
  read: ({ kind, sessionAttributes }, name, _key, value) => {
    if (kind.word !== 'session') return false;
    setOwn(sessionAttributes, name, value);
    return true;
  },
};

/** A session's own span says on which machine it runs; the resource of these senders does not. */
const machine: Family = {
  prefix: '',
  read: ({ kind, hostEnv }, name, _rest, value) => {
    if (kind.word !== 'session' || !isOfHost(name)) return false;
    setOwn(hostEnv, name, value);
    return true;
  },
};

/** AgentOps' Python SDK from 0.4 on, and its npm package. */
export const agentOps: DialectReading = {
  dialect: 'agentops',
  kindOf,
  attributes: {
    [OPERATION_NAME]: tells('entityName', text),
    [AGENTOPS_OPERATION_NAME]: tells('entityName', text),
    [AGENTOPS_ENTITY_NAME]: tells('entityName', text, { rank: 5 }),
    [AGENTOPS_TAGS]: tells('tags', strings),
    [AGENTOPS_SESSION_END_STATE]: tells('endState', text),
    [AGENTOPS_LEGACY_END_STATE_REASON]: tells('endStateReason', text),
    [AGENT_ID]: tells('agentId', text),
    [AGENT_NAME]: tells('agentName', text),
    [AGENT_ROLE]: tells('agentRole', text),
    [TOOL_NAME]: tells('toolName', text, tool),
    [TOOL_PARAMETERS]: tells('arguments', content, tool),
    [TOOL_RESULT]: tells('result', content, tool),
    [TOOL_CALL_ID]: tells('callId', text, tool),
    [FUNCTION_NAME]: tells('toolName', text, tool),
    [FUNCTION_INPUT]: tells('arguments', content, tool),
    [FUNCTION_OUTPUT]: tells('result', content, tool),
    [RESPONSE_INPUT]: tells('inputMessages', asTold, { only: 'llm', rank: 3 }),
    [GEN_AI_REQUEST_TYPE]: tells('operationName', requestType, { only: 'llm', rank: 5 }),
    [GEN_AI_REQUEST_SYSTEM_INSTRUCTION]: tells('systemInstructions', asTold, {
      only: 'llm',
      rank: 5,
    }),
    [GEN_AI_REQUEST_INSTRUCTIONS]: tells('systemInstructions', asTold, { only: 'llm', rank: 4 }),
  },
  families: [
    sides,
    traceMetadata,
    recordsFamily(GEN_AI_REQUEST_FUNCTIONS_PREFIX, 'tools', 'llm'),
    recordsFamily(GEN_AI_REQUEST_TOOLS_PREFIX, 'tools', 'llm'),
    machine,
  ],
  complete,
};

function complete(draft: Draft): void {
  takeTools(draft);
  nameAgent(draft);
}

/** How 0.4 names the spans of the tool calls that a model asked for. They have no kind. */
const toolCallName = 'tool_call.';

function kindOf(attributes: Attributes, { name }: Span): Kind | undefined {
  const told = text(attributes[AGENTOPS_SPAN_KIND])?.toLowerCase();
  if (told === 'tool' || told === 'tool.usage') return { type: 'tool', word: 'function' };
  if (told === 'llm' || told === 'llm.call') return { type: 'llm', word: 'chat' };
  if (told !== undefined && told !== 'unknown') return { type: 'action', word: told };
  if (name.startsWith(toolCallName) || attributes[FUNCTION_NAME] !== undefined) {
    return { type: 'tool', word: 'function' };
  }
  if (attributes[RESPONSE_ID] !== undefined) return { type: 'llm', word: 'chat' };
  return attributes[AGENT_NAME] === undefined ? undefined : { type: 'action', word: 'agent' };
}

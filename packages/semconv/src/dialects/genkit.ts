import {
  GENKIT_INPUT,
  GENKIT_METADATA_SUBTYPE,
  GENKIT_NAME,
  GENKIT_OUTPUT,
  GENKIT_SESSION_ID,
  GENKIT_STATE,
  GENKIT_TYPE,
} from '../genkit.ts';
import type { Draft, Kind } from '../reading/draft.ts';
import { type DialectReading, tells } from '../reading/reader.ts';
import { asTold, count, type Fields, fields, text } from '../reading/values.ts';
import type { Attributes } from '../span.ts';

/** Genkit's own spans: flows, steps, and actions, each with its whole input and output as JSON. */
export const genkit: DialectReading = {
  dialect: 'genkit',
  kindOf,
  attributes: {
    [GENKIT_NAME]: tells('entityName', text),
    [GENKIT_INPUT]: tells('input', parsed),
    [GENKIT_OUTPUT]: tells('output', parsed),
    [GENKIT_STATE]: tells('endState', text),
    [GENKIT_SESSION_ID]: tells('sessionId', text, { rank: 5 }),
  },
  complete,
};

const subtypes: ReadonlyMap<string, Kind> = new Map([
  ['model', { type: 'llm', word: 'chat' }],
  ['background-model', { type: 'llm', word: 'generate_content' }],
  ['embedder', { type: 'llm', word: 'embeddings' }],
  ['tool', { type: 'tool', word: 'function' }],
  ['tool.v2', { type: 'tool', word: 'function' }],
  ['retriever', { type: 'tool', word: 'retrieval' }],
  ['reranker', { type: 'tool', word: 'retrieval' }],
]);

function kindOf(attributes: Attributes): Kind | undefined {
  const subtype = text(attributes[GENKIT_METADATA_SUBTYPE]);
  const known = subtype === undefined ? undefined : subtypes.get(subtype);
  const word = subtype ?? text(attributes[GENKIT_TYPE]);
  return known ?? (word === undefined ? undefined : { type: 'action', word });
}

/** Always JSON, a plain text too. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return asTold(value);
  try {
    return JSON.parse(value) ?? undefined;
  } catch {
    return value;
  }
}

function complete(draft: Draft): void {
  if (draft.kind.type !== 'llm') return;
  nameModel(draft);
  const request = fields(draft.get('input'));
  const response = fields(draft.get('output'));
  if (request) readRequest(draft, request);
  if (response) readResponse(draft, response);
}

/** `googleai/gemini-2.5-flash`: the plugin, then the model. */
function nameModel(draft: Draft): void {
  const name = draft.take('entityName') as string | undefined;
  if (name === undefined) return;
  const slash = name.indexOf('/');
  draft.claim('requestModel', slash < 0 ? name : name.slice(slash + 1), 5, []);
  if (slash > 0) draft.claim('provider', name.slice(0, slash), 5, []);
}

function readRequest(draft: Draft, { messages, tools, input, ...rest }: Fields): void {
  const asked = Array.isArray(messages) ? messages : input;
  if (!Array.isArray(asked)) return;
  draft.claim('inputMessages', asked, 5, []);
  if (Array.isArray(tools) && tools.length > 0) draft.claim('toolDefinitions', tools, 5, []);
  draft.take('input');
  keepRest(draft, GENKIT_INPUT, rest);
}

function readResponse(
  draft: Draft,
  { message, candidates, finishReason, usage, ...rest }: Fields,
): void {
  const answers = Array.isArray(candidates)
    ? candidates.map(answerOf)
    : fields(message) && [message];
  if (!answers) return;
  draft.claim('outputMessages', answers, 5, []);
  const reason = text(finishReason);
  if (reason !== undefined) draft.claim('finishReasons', [reason], 5, []);
  const counted = fields(usage);
  if (counted) readUsage(draft, counted);
  draft.take('output');
  keepRest(draft, GENKIT_OUTPUT, rest);
}

function answerOf(candidate: unknown): unknown {
  const told = fields(candidate);
  const message = fields(told?.message);
  return message ? { ...message, finishReason: told?.finishReason } : candidate;
}

/** What has no field of its own stays under the attribute that it came in. */
function keepRest(draft: Draft, name: string, rest: Fields): void {
  if (Object.keys(rest).length > 0) draft.kept[name] = rest;
}

function readUsage(draft: Draft, usage: Fields): void {
  const input = count(usage.inputTokens);
  const output = count(usage.outputTokens);
  const thoughts = count(usage.thoughtsTokens);
  if (input !== undefined) draft.claim('inputTokens', input, 5, []);
  if (output !== undefined) {
    // Google counts thoughts apart from the answer; the total tells whether they are in.
    const apart = thoughts !== undefined && usage.totalTokens === (input ?? 0) + output + thoughts;
    draft.claim('outputTokens', apart ? output + thoughts : output, 5, []);
  }
  if (thoughts !== undefined) draft.claim('reasoningOutputTokens', thoughts, 5, []);
  const cached = count(usage.cachedContentTokens);
  if (cached !== undefined) draft.claim('cacheReadInputTokens', cached, 5, []);
}

import type { EventPatch, SessionPatch } from '../events/record.ts';

/** The fields that hold what people and models said, and what tools got and gave. */
const contentFields: ReadonlySet<string> = new Set([
  'input',
  'output',
  'logs',
  'screenshot',
  'inputMessages',
  'outputMessages',
  'toolDefinitions',
  'arguments',
  'result',
  'message',
  'stack',
  'details',
]);

/** Texts under exactly these names describe a call, not what was said in it. Whatever else a program has under a name is its own. */
const describing: ReadonlySet<string> = new Set([
  'agentops.attribution.conflict',
  'agentops.event_type',
  'agentops.host.traceparent',
  'agentops.merged_into',
  'agentops.provider.source',
  'agentops.span.kind',
  'error.type',
  'gen_ai.agent.id',
  'gen_ai.conversation.id',
  'gen_ai.operation.name',
  'gen_ai.output.type',
  'gen_ai.provider.name',
  'gen_ai.request.encoding_formats',
  'gen_ai.request.model',
  'gen_ai.response.finish_reasons',
  'gen_ai.response.id',
  'gen_ai.response.model',
  'gen_ai.tool.call.id',
  'gen_ai.tool.name',
  'gen_ai.tool.type',
  'http.request.method',
  'network.protocol.name',
  'network.protocol.version',
  'server.address',
  'service.name',
  'service.version',
  'session.id',
  'taskweaver.execution_id',
  'taskweaver.post_id',
  'taskweaver.role',
  'taskweaver.round_id',
  'taskweaver.send_to',
  'taskweaver.session_id',
  'taskweaver.state',
  'taskweaver.status',
  'url.scheme',
]);

/** An id, a class, a model, an address: one word, and no sentence. */
const token = /^[A-Za-z0-9_$@[](?:[A-Za-z0-9_$.:/@+-]{0,254}[A-Za-z0-9_$\]])?$/;
/** A state that a host has a word of its own for. */
const state = /^[A-Za-z]+(?:[ _-][A-Za-z]+){0,2}$/;
const maxState = 32;
/** In the place of an error's class or name that is none. */
const unnamed = 'Error';

/** The event without any content: what remains are names, types, times, counts and describing attributes. */
export function withoutContent(event: EventPatch): EventPatch {
  const bare: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(event)) {
    if (!contentFields.has(key)) bare[key] = value;
  }
  if (event.attributes) bare.attributes = describingAttributes(event.attributes);
  // Whatever is thrown may call itself anything.
  if (bare.errorType !== undefined) {
    if (!isToken(bare.errorType)) bare.errorType = unnamed;
    if (!isToken(bare.name)) bare.name = bare.errorType;
  }
  if (!isPlain(bare.code)) delete bare.code;
  return bare as EventPatch;
}

/** The same for a session. Its reason may quote an error, its name and tags are the program's. */
export function sessionWithoutContent(session: SessionPatch): SessionPatch {
  const { attributes, endStateReason, endStateRaw, ...bare } = session;
  return {
    ...bare,
    ...(attributes ? { attributes: describingAttributes(attributes) } : {}),
    ...(endStateReason !== undefined && session.automatic ? { endStateReason } : {}),
    ...(endStateRaw !== undefined && isState(endStateRaw) ? { endStateRaw } : {}),
  };
}

function describingAttributes(attributes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).filter(
      ([key, value]) =>
        typeof value === 'number' ||
        typeof value === 'boolean' ||
        (describing.has(key) && isPlain(value)),
    ),
  );
}

/** No text in it says more than a token does. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return isToken(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isPlain);
}

function isToken(value: unknown): boolean {
  return typeof value === 'string' && token.test(value);
}

function isState(text: string): boolean {
  return text.length <= maxState && state.test(text);
}

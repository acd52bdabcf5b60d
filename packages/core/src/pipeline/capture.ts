import type { EventPatch, SessionPatch } from '../events/record.ts';

/** The fields that hold what people and models said, and what tools got and gave. */
export const contentFields = [
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
] as const;

const contentFieldSet: ReadonlySet<string> = new Set(contentFields);

/** Texts under these names describe a call, not what was said in it: standard names, and a host's ids, roles and states. */
const describing =
  /^(?:gen_ai\.(?!.*(?:messages|instructions|arguments|result|definitions|prompt|completion))|agentops\.|error\.type$|http\.|server\.|url\.scheme$|service\.)|[._](?:id|role|send_to|state|status|type)$/;

/** The event without any content: what remains are names, types, times, counts and describing attributes. */
export function withoutContent(event: EventPatch): EventPatch {
  const bare: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(event)) {
    if (!contentFieldSet.has(key)) bare[key] = value;
  }
  if (event.attributes) bare.attributes = describingAttributes(event.attributes);
  return bare as EventPatch;
}

/** The same for a session. Its reason may quote an error, its name and tags are the program's. */
export function sessionWithoutContent(session: SessionPatch): SessionPatch {
  const { attributes, endStateReason, ...bare } = session;
  return {
    ...bare,
    ...(attributes ? { attributes: describingAttributes(attributes) } : {}),
    ...(endStateReason !== undefined && session.automatic ? { endStateReason } : {}),
  };
}

function describingAttributes(attributes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).filter(
      ([key, value]) =>
        typeof value === 'number' || typeof value === 'boolean' || describing.test(key),
    ),
  );
}

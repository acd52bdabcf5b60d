import { recordVersion } from './record.ts';

const maxId = 512;
/** Beyond it JSON can be read, but not written any more. Recorders cut at 64. */
const maxDepth = 200;
/** A prompt that claims to keep more messages than this of another would make a reader fill them in. */
const maxKept = 100_000;

type Fields = Readonly<Record<string, unknown>>;

/** Why a value is no record. Undefined where it is one, or one of a newer format. Fields that nobody knows are left alone. */
export function recordComplaint(value: unknown): string | undefined {
  if (!isObject(value)) return 'no object';
  const { v, writer, seq, time, kind } = value;
  if (!isCount(v) || v < 1) return 'v is no version';
  if (!isId(writer)) return `writer ${noId}`;
  if (!isCount(seq)) return 'seq is no whole number from 0';
  if (tooDeep(value, 0)) return `nested deeper than ${maxDepth}`;
  if (v > recordVersion) return undefined;
  if (typeof time !== 'number') return 'time is no number';
  switch (kind) {
    case 'start':
    case 'update':
    case 'end':
      return complaintOfEvent(value);
    case 'session':
      return complaintOfSession(value);
    case 'writer':
      return complaintOfWriter(value.info);
    default:
      return typeof kind === 'string' ? undefined : 'kind is no text';
  }
}

const noId = `is no id: a text of up to ${maxId} characters, without NUL and halves of characters`;

function complaintOfEvent({ event, prompt, chunk }: Fields): string | undefined {
  if (!isObject(event)) return 'event is no object';
  const { id, sessionId, type, startTime, endTime, agent, attributes } = event;
  if (!isId(id)) return `event.id ${noId}`;
  if (sessionId !== undefined && sessionId !== null && !isId(sessionId)) {
    return `event.sessionId ${noId}`;
  }
  if (type !== undefined && !isId(type)) return 'event.type is no text';
  if (!isOptionalNumber(startTime)) return 'event.startTime is no number';
  if (!isOptionalNumber(endTime)) return 'event.endTime is no number';
  if (!isOptionalObject(agent)) return 'event.agent is no object';
  if (!isOptionalObject(attributes)) return 'event.attributes is no object';
  return complaintOfPrompt(prompt) ?? complaintOfChunk(chunk);
}

function complaintOfPrompt(prompt: unknown): string | undefined {
  if (prompt === undefined) return undefined;
  if (!isObject(prompt)) return 'prompt is no object';
  const { base, keep, add } = prompt;
  if (base !== undefined && !isId(base)) return `prompt.base ${noId}`;
  if (!isCount(keep) || keep > maxKept) return `prompt.keep is no whole number up to ${maxKept}`;
  if (!Array.isArray(add) || !add.every(isObject)) return 'prompt.add is no list of messages';
  return undefined;
}

function complaintOfChunk(chunk: unknown): string | undefined {
  if (chunk === undefined) return undefined;
  if (!isObject(chunk)) return 'chunk is no object';
  if (!isCount(chunk.n)) return 'chunk.n is no whole number from 0';
  const { deltas } = chunk;
  const whole =
    Array.isArray(deltas) && deltas.every((delta) => isObject(delta) && isText(delta.text));
  return whole ? undefined : 'chunk.deltas is no list of pieces with a text';
}

function complaintOfSession({ session, phase }: Fields): string | undefined {
  if (!isObject(session)) return 'session is no object';
  if (!isId(session.id)) return `session.id ${noId}`;
  if (phase !== 'start' && phase !== 'update' && phase !== 'end') {
    return 'phase is none of start, update and end';
  }
  const { name, startTime, endTime, addTags, setTags, agent, attributes, hostEnv } = session;
  if (name !== undefined && name !== null && !isText(name)) return 'session.name is no text';
  if (!isOptionalNumber(startTime)) return 'session.startTime is no number';
  if (!isOptionalNumber(endTime)) return 'session.endTime is no number';
  if (addTags !== undefined && !isTexts(addTags)) return 'session.addTags is no list of texts';
  if (setTags !== undefined && !isTexts(setTags)) return 'session.setTags is no list of texts';
  if (agent !== undefined && !(isObject(agent) && isId(agent.id) && isText(agent.name))) {
    return 'session.agent has no id and name';
  }
  if (!isOptionalObject(attributes)) return 'session.attributes is no object';
  if (!isOptionalObject(hostEnv)) return 'session.hostEnv is no object';
  return undefined;
}

function complaintOfWriter(info: unknown): string | undefined {
  if (!isObject(info)) return 'info is no object';
  return typeof info.segment === 'number' ? undefined : 'info.segment is no number';
}

function tooDeep(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth >= maxDepth) return true;
  if (Array.isArray(value)) return value.some((item) => tooDeep(item, depth + 1));
  for (const key in value) if (tooDeep((value as Fields)[key], depth + 1)) return true;
  return false;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOptionalObject(value: unknown): boolean {
  return value === undefined || value === null || isObject(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isOptionalNumber(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'number';
}

function isId(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value !== '' &&
    value.length <= maxId &&
    !value.includes('\0') &&
    value.isWellFormed()
  );
}

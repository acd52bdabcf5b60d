/** The outline that every line of a stream has, whatever host it is about: docs/bridge-protocol.md. */
import type { HostEvent } from '../host-mapper.ts';

/** The version of the protocol that is known here. Within it, changes only add. */
export const protocolVersion = 1;

/** Beyond it, numbers of records would lose their last digits: a line has 65,536 of them. */
const maxSeq = 2 ** 36;
const maxIdChars = 512;
/** Deeper ones could be read, but not written again. Shims cut at 32. */
const maxDepth = 200;

export type ParsedLine =
  | { is: 'line'; line: HostEvent }
  /** Written by a newer shim than this bridge knows. */
  | { is: 'newer'; version: number }
  | { is: 'malformed'; complaint: string };

/** Reads one line of this stream. Never throws. */
export function parseHostLine(text: string, stream: string): ParsedLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { is: 'malformed', complaint: 'it is no JSON' };
  }
  if (!isObject(value)) return { is: 'malformed', complaint: 'it is no object' };
  const { v } = value;
  if (!Number.isSafeInteger(v) || (v as number) < 1) return malformed('v');
  // A newer version may have changed anything else.
  if ((v as number) > protocolVersion) return { is: 'newer', version: v as number };
  const wrong = wrongField(value, stream);
  if (wrong !== undefined) return malformed(wrong);
  const { kind, seq, time, mono, session, data } = value as unknown as HostEvent;
  return {
    is: 'line',
    line: { kind, seq, time, mono, ...(session == null ? {} : { session }), data: data ?? {} },
  };
}

function wrongField(line: Readonly<Record<string, unknown>>, stream: string): string | undefined {
  const { seq, time, mono, session, kind, data } = line;
  if (line.stream !== stream) return 'stream';
  if (!Number.isSafeInteger(seq) || (seq as number) < 0 || (seq as number) > maxSeq) return 'seq';
  if (!Number.isFinite(time) || (time as number) < 0) return 'time';
  if (!Number.isFinite(mono)) return 'mono';
  if (session != null && !isId(session)) return 'session';
  if (!isId(kind)) return 'kind';
  if (data != null && (!isObject(data) || tooDeep(data, 0))) return 'data';
  return undefined;
}

function malformed(field: string): ParsedLine {
  return { is: 'malformed', complaint: `its "${field}" is not what the protocol says` };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is string {
  return (
    typeof value === 'string' && value !== '' && value.length <= maxIdChars && value.isWellFormed()
  );
}

function tooDeep(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth >= maxDepth || Object.values(value).some((part) => tooDeep(part, depth + 1));
}

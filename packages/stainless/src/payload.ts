import { SERVER_ADDRESS, SERVER_PORT } from '@agentops/semconv';

/** Reads copied payloads, which have whatever shape the host gave them. */

type Payload = Record<string, unknown>;

/** The object; an empty one where there is none. */
export function readObject(value: unknown): Payload {
  return typeof value === 'object' && value !== null ? (value as Payload) : {};
}

/** The array's objects; none where there is no array. */
export function readArray(value: unknown): Payload[] {
  return Array.isArray(value) ? value.map(readObject) : [];
}

export function readString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function readNumber(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** `server.address` and `server.port` of a client's base URL. Nothing where that can't be read. */
export function serverAttributes(baseURL: unknown): Record<string, unknown> {
  try {
    const { hostname, port, protocol } = new URL(String(baseURL));
    const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
    return { [SERVER_ADDRESS]: hostname, [SERVER_PORT]: number };
  } catch {
    return {};
  }
}

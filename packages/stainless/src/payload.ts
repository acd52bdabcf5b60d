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

/** A request's parameter, and the attribute that OpenTelemetry has for it. */
export type ParameterName = readonly [parameter: string, attribute: string];

/** The parameters that a request has, as attributes. */
export function requestAttributes(
  request: Payload,
  names: readonly ParameterName[],
): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const [parameter, attribute] of names) {
    const value = request[parameter];
    if (value !== undefined && value !== null) attributes[attribute] = value;
  }
  return attributes;
}

/** `map`, done once for each object: a message that is sent again at each turn is mapped at the first. */
export function mapOnce<R>(map: (from: Payload) => R): (from: Payload) => R {
  const mapped = new WeakMap<Payload, R>();
  return (from) => {
    let result = mapped.get(from);
    if (result === undefined) {
      result = map(from);
      mapped.set(from, result);
    }
    return result;
  };
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

import type { Attributes } from '@agentops/semconv';

/** Without what is not known. */
export function given(attributes: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null),
  );
}

/** A text as it is, all else as JSON; undefined where there is nothing. */
export function plainText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** As OpenTelemetry takes attributes: scalars and lists of them, all else as JSON. */
export function simple(attributes: Attributes): Attributes {
  return given(
    Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [
        name,
        isSimple(value) ? value : plainText(value),
      ]),
    ),
  );
}

function isSimple(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return typeof value !== 'object';
}

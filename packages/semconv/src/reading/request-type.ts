import { text } from './values.ts';

/** OpenLLMetry's and AgentOps' words for what OpenTelemetry calls an operation. */
const operations: ReadonlyMap<string, string> = new Map([
  ['completion', 'text_completion'],
  ['embedding', 'embeddings'],
]);

export function requestType(value: unknown): string | undefined {
  const told = text(value);
  return told === undefined || told === 'unknown' ? undefined : (operations.get(told) ?? told);
}

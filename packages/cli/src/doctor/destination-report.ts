import { type DestinationState, destinationStates } from '@agentops/core';
import { type DestinationKind, optionsFor } from '../drain/destination-kind.ts';

export interface DestinationReport extends DestinationState {
  /** What its name tells of it; null where a program named it. */
  kind: DestinationKind | null;
  /** Sends what processes that are gone left for it. */
  drainCommand: string;
}

/** Every destination that a program had which recorded here. */
export function destinationReports(directory: string): DestinationReport[] {
  return destinationStates(directory).map((state) => {
    const options = optionsFor(state.destination);
    return { ...state, kind: options?.kind ?? null, drainCommand: drainCommand(state, options) };
  });
}

function drainCommand(
  { destination }: DestinationState,
  options: ReturnType<typeof optionsFor>,
): string {
  const command = 'agentops drain --to';
  if (!options) return `${command} <agentops, otlp or http> --name ${quoted(destination)}`;
  const { kind, endpoint } = options;
  return `${command} ${kind}${endpoint === undefined ? '' : ` --endpoint ${quoted(endpoint)}`}`;
}

/** As a shell takes it as one word. */
function quoted(text: string): string {
  return /^[\w:/.@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

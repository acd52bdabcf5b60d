import { type DestinationState, destinationStates } from '@agentops/core';
import { type DestinationKind, optionsFor } from '../drain/destination-kind.ts';
import { Seen, type SeenOfDestination } from './seen.ts';

export interface DestinationReport extends DestinationState {
  /** What its name tells of it; null where a program named it. */
  kind: DestinationKind | null;
  /** Sends what processes that are gone left for it, in the protocol in which it was begun. */
  drainCommand: string;
  /** How much of what it refused and never got somebody has seen. */
  seen: SeenOfDestination;
}

/** The next run of a program brings what the one before left; an hour later that is not to be waited for, nor is an outage. */
const longMs = 3_600_000;

/** Why what waits for it does not seem to get there; undefined where it may yet. */
export function overdue(
  { abandonedSince, failure }: DestinationState,
  now: number,
): 'abandoned' | 'failing' | undefined {
  if (abandonedSince !== null && now - abandonedSince > longMs) return 'abandoned';
  return failure && now - failure.waitingSince > longMs ? 'failing' : undefined;
}

type DestinationName = { destination: string; protocol?: string | undefined };

/** Its name, with how it is spoken to. */
export function labelOf({ destination, protocol }: DestinationName): string {
  return protocol === undefined ? destination : `${destination} (${protocol})`;
}

/** Every destination that a program had which recorded here. */
export function destinationReports(
  directory: string,
  seen: Seen = Seen.in(directory),
): DestinationReport[] {
  return destinationStates(directory).map((state) => {
    const options = optionsFor(state.destination);
    return {
      ...state,
      kind: options?.kind ?? null,
      drainCommand: drainCommand(state, options),
      seen: seen.ofDestination(state),
    };
  });
}

function drainCommand(
  { destination }: DestinationState,
  options: ReturnType<typeof optionsFor>,
): string {
  const command = 'agentops drain --to';
  if (!options) return `${command} <agentops, otlp or http> --name ${quoted(destination)}`;
  const { kind, endpoint, variables = {} } = options;
  const set = Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)} `);
  return `${set.join('')}${command} ${kind}${endpoint === undefined ? '' : ` --endpoint ${quoted(endpoint)}`}`;
}

/** As a shell takes it as one word. */
function quoted(text: string): string {
  return /^[\w:/.@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

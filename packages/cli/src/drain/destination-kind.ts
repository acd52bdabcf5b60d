import { CliError } from '../cli-error.ts';

const destinationKinds = ['agentops', 'otlp', 'http'] as const;

/** What `drain` can send to. */
export type DestinationKind = (typeof destinationKinds)[number];

/** What each of them is, for people. */
const kindNames: Readonly<Record<DestinationKind, string>> = {
  agentops: 'AgentOps',
  otlp: 'an OpenTelemetry backend',
  http: 'a collector',
};

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Where to, as `--to` says; else a collector, where `--endpoint` is given; else the only one that the environment names. `waiting`:
 * commands that send what waits in the directory, to choose from where nothing says it.
 * @throws CliError that says what to set, or what there is to choose from
 */
export function chooseKind(
  { to, endpoint }: { to?: string | undefined; endpoint?: string | undefined },
  variables: Variables,
  waiting: () => string[],
): DestinationKind {
  if (to !== undefined) return parseKind(to);
  if (endpoint !== undefined) return 'http';
  const named = namedIn(variables);
  const [only] = named;
  if (only && named.length === 1) return only.kind;
  if (!only) {
    const where =
      'Where to? Set AGENTOPS_ENDPOINT to the address of a collector, AGENTOPS_API_KEY for AgentOps or OTEL_EXPORTER_OTLP_ENDPOINT for an OpenTelemetry backend; or give --to and --endpoint.';
    const commands = waiting();
    const known = commands.length === 0 ? [] : ['What waits here is sent by:', ...commands];
    throw new CliError([where, ...known].join('\n'));
  }
  const list = named.map(({ kind, by }) => `  --to ${kind.padEnd(8)}  ${kindNames[kind]} (${by})`);
  throw new CliError(
    [`The environment names ${named.length} destinations. Say which:`, ...list].join('\n'),
  );
}

function parseKind(to: string): DestinationKind {
  // What the documents call it.
  if (to === 'collector') return 'http';
  const kind = destinationKinds.find((each) => each === to);
  if (kind) return kind;
  throw new CliError(
    `--to takes ${destinationKinds.join(', ')}, and "${to}" is none of them. An address goes to --endpoint.`,
  );
}

/** Which destinations the environment names, and by which variable. */
function namedIn(variables: Variables): { kind: DestinationKind; by: string }[] {
  const named: { kind: DestinationKind; by: string }[] = [];
  if (variables.AGENTOPS_API_KEY) named.push({ kind: 'agentops', by: 'AGENTOPS_API_KEY' });
  const otlp = otlpVariables.find((name) => variables[name]?.trim());
  if (otlp) named.push({ kind: 'otlp', by: otlp });
  if (variables.AGENTOPS_ENDPOINT) named.push({ kind: 'http', by: 'AGENTOPS_ENDPOINT' });
  return named;
}

export const otlpVariables = [
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
] as const;

/**
 * The options, and variables beside them, that lead `drain` to the destination of this name, where the name tells: an exporter's default name is made of its
 * address. Undefined where a program gave it one of its own.
 */
export function optionsFor(
  destination: string,
): { kind: DestinationKind; endpoint?: string; variables?: Record<string, string> } | undefined {
  const agentops = /^agentops(?: (https?:\S+))?(?: traces (\S+))?$/.exec(destination);
  if (agentops) {
    const [, endpoint, traces] = agentops;
    return {
      kind: 'agentops',
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(traces === undefined ? {} : { variables: { AGENTOPS_EXPORTER_ENDPOINT: traces } }),
    };
  }
  if (!/^https?:\/\//.test(destination)) return undefined;
  const base = destination.replace(/\/v1\/traces$/, '');
  return { kind: base === destination ? 'http' : 'otlp', endpoint: base };
}

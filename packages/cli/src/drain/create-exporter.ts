import type { Exporter } from '@agentops/core';
import type { SessionCost } from '@agentops/exporter-agentops';
import { CliError } from '../cli-error.ts';
import { type DestinationKind, otlpVariables } from './destination-kind.ts';

export interface ExporterOptions {
  /** Beats the variable that names the destination. */
  endpoint?: string | undefined;
  /** Where a program gave the destination one. */
  name?: string | undefined;
  protocol?: string | undefined;
  captureContent: boolean;
  /** AgentOps says what a session cost. */
  onSessionCost: (cost: SessionCost) => void;
}

const agentOpsProtocols = ['v4', 'v2'] as const;
const otlpProtocols = ['http/protobuf', 'http/json'] as const;

/**
 * The exporter that sends there. What the options leave open it reads from the environment, as in a program. Each is loaded
 * only where it is needed.
 * @throws CliError that says what to set
 */
export async function createExporter(
  kind: DestinationKind,
  { endpoint, name, protocol, captureContent, onSessionCost }: ExporterOptions,
): Promise<Exporter> {
  const options = {
    captureContent,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(name === undefined ? {} : { name }),
  };
  if (kind === 'agentops') {
    const spoken = oneOf(protocol, agentOpsProtocols, kind);
    const { AgentOpsExporter } = await import('@agentops/exporter-agentops');
    return made(() => new AgentOpsExporter({ ...options, ...spoken, onSessionCost }));
  }
  if (kind === 'otlp') {
    const spoken = oneOf(protocol, otlpProtocols, kind);
    const isNamed = otlpVariables.some((variable) => process.env[variable]?.trim());
    if (endpoint === undefined && !isNamed) {
      throw new CliError(
        'Which OpenTelemetry backend? Set OTEL_EXPORTER_OTLP_ENDPOINT, or give --endpoint <url>, such as http://localhost:4318.',
      );
    }
    const { OtlpExporter } = await import('@agentops/exporter-otlp');
    return made(() => new OtlpExporter({ ...options, ...spoken }));
  }
  if (protocol !== undefined) throw new CliError('--protocol is for --to agentops and --to otlp.');
  if (endpoint === undefined && !process.env.AGENTOPS_ENDPOINT) {
    throw new CliError(
      'Which collector? Set AGENTOPS_ENDPOINT, or give --endpoint <url>, such as https://agentops.example.com.',
    );
  }
  const { HttpExporter } = await import('@agentops/exporter-http');
  return made(() => new HttpExporter(options));
}

function oneOf<T extends string>(
  told: string | undefined,
  known: readonly T[],
  kind: DestinationKind,
): { protocol?: T } {
  if (told === undefined) return {};
  const protocol = known.find((each) => each === told);
  if (protocol !== undefined) return { protocol };
  throw new CliError(`--protocol of ${kind} is ${known.join(' or ')}, and not "${told}".`);
}

/** What an exporter's constructor throws says what to set, and so does its problem. */
function made(create: () => Exporter): Exporter {
  let exporter: Exporter;
  try {
    exporter = create();
  } catch (error) {
    throw new CliError((error as Error).message);
  }
  if (exporter.problem) throw new CliError(exporter.problem.message);
  return exporter;
}

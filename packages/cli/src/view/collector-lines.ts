import type { Terminal } from '../terminal.ts';

interface Listening {
  directory: string;
  url: string;
  otlpHttpUrl: string | null;
  otlpGrpcUrl: string | null;
}

interface CollectorLinesOptions {
  /** The ports that were asked for. */
  wanted: { port: number; otlpHttpPort: number | false; otlpGrpcPort: number | false };
  asksForToken: boolean;
  colors: Terminal['colors'];
}

/** What `agentops up` says once it listens. */
export function collectorLines(
  { directory, url, otlpHttpUrl, otlpGrpcUrl }: Listening,
  { wanted, asksForToken, colors }: CollectorLinesOptions,
): string[] {
  const addresses = [
    ['page and API', url, wanted.port],
    ['OTLP over HTTP', otlpHttpUrl, wanted.otlpHttpPort],
    ['OTLP over gRPC', otlpGrpcUrl, wanted.otlpGrpcPort],
  ] as const;
  const otlp = otlpHttpUrl === null ? '' : 'OTEL_EXPORTER_OTLP_ENDPOINT, ';
  return [
    `${colors.bold('AgentOps collector')} keeps what it gets in ${directory}`,
    ...addresses.flatMap(([what, address, port]) => {
      if (address === null) return [];
      const note = isPort(address, port) ? '' : colors.yellow(` (${port} is taken)`);
      return [`  ${what.padEnd(16)}${colors.cyan(address)}${note}`];
    }),
    colors.dim(`Senders are pointed here by ${otlp}AGENTOPS_API_ENDPOINT.`),
    ...(asksForToken ? [colors.dim('Whoever sends or asks has to give the token.')] : []),
    colors.dim('Ctrl-C ends it. What it acknowledged is kept, however it ends.'),
  ];
}

function isPort(address: string, wanted: number | false): boolean {
  return wanted === 0 || new URL(address).port === String(wanted);
}

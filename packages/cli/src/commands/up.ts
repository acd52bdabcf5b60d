import type { Diagnostic } from '@agentops/core';
import { CliError } from '../cli-error.ts';
import { directoryFor } from '../find-directory.ts';
import { formatBytes, plural } from '../format/number.ts';
import { oneLine } from '../format/text.ts';
import { loadCollector } from '../load-collector.ts';
import { parseDays, parsePort, parseSize } from '../parse-option.ts';
import { showProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

export interface UpOptions {
  dir?: string;
  json?: boolean;
  host: string;
  port: string;
  otlpHttpPort: string;
  otlpGrpcPort: string;
  otlp: boolean;
  strictPorts?: boolean;
  token?: string;
  allowHost?: string[];
  allowOrigin?: string[];
  keepDays?: string;
  keepSize: string;
}

/** `agentops up`: runs a collector until SIGINT or SIGTERM. */
export async function up(options: UpOptions, terminal: Terminal): Promise<void> {
  const { startCollector } = await loadCollector();
  const directory = directoryFor(options.dir);
  const token = options.token ?? process.env.AGENTOPS_TOKEN;
  const ports = {
    port: parsePort(options.port, '--port'),
    otlpHttpPort: options.otlp && parsePort(options.otlpHttpPort, '--otlp-http-port'),
    otlpGrpcPort: options.otlp && parsePort(options.otlpGrpcPort, '--otlp-grpc-port'),
  };
  const maxAgeMs = options.keepDays === undefined ? undefined : parseDays(options.keepDays);
  const stopped = untilStopped();
  const progress = showProgress();
  const collector = await startCollector({
    directory,
    host: options.host,
    ...ports,
    onPortTaken: options.strictPorts ? 'fail' : 'next',
    token,
    allowedHosts: options.allowHost ?? [],
    allowedOrigins: options.allowOrigin ?? [],
    retention: {
      maxBytes: parseSize(options.keepSize, '--keep-size'),
      ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    },
    onCatchUp: ({ readBytes, totalBytes, records }) =>
      progress.show(
        `taking in what was recorded: ${formatBytes(readBytes)} of ${formatBytes(totalBytes)}, ${plural(records, 'record')}`,
      ),
    onDiagnostic: (diagnostic) => {
      progress.clear();
      process.stderr.write(`${diagnosticLine(diagnostic, terminal)}\n`);
    },
  })
    .catch((error: unknown) => {
      throw isOurs(error) ? new CliError(error.message) : error;
    })
    .finally(() => progress.clear());

  const { url, otlpHttpUrl = null, otlpGrpcUrl = null } = collector;
  if (options.json) {
    terminal.print(JSON.stringify({ directory, url, otlpHttpUrl, otlpGrpcUrl }));
  } else {
    const lines = [
      ['page and API', url, ports.port],
      ['OTLP over HTTP', otlpHttpUrl, ports.otlpHttpPort],
      ['OTLP over gRPC', otlpGrpcUrl, ports.otlpGrpcPort],
    ] as const;
    const { colors } = terminal;
    terminal.print(`${colors.bold('AgentOps collector')} keeps what it gets in ${directory}`);
    for (const [what, address, wanted] of lines) {
      if (address === null) continue;
      const note = isPort(address, wanted) ? '' : colors.yellow(` (${wanted} is taken)`);
      terminal.print(`  ${what.padEnd(16)}${colors.cyan(address)}${note}`);
    }
    if (token) terminal.print(colors.dim('  Who asks has to send the token.'));
    terminal.print(
      colors.dim('Ctrl-C ends it; nothing that it acknowledged is lost, however it ends.'),
    );
  }
  const signal = await stopped;
  if (!options.json) progress.show(`${signal}: taking in the rest …`);
  await collector.close().finally(() => progress.clear());
}

function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    // A second one, while the collector closes, ends the process at once.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
}

function diagnosticLine({ level, message }: Diagnostic, { colors }: Terminal): string {
  const paint = { error: colors.red, warn: colors.yellow, info: colors.dim, debug: colors.dim };
  return paint[level](`agentops: ${oneLine(message)}`);
}

function isOurs(error: unknown): error is Error & { code: string } {
  const { code } = error as { code?: unknown };
  return error instanceof Error && typeof code === 'string' && code.startsWith('AGENTOPS_');
}

function isPort(address: string, wanted: number | false): boolean {
  return wanted === 0 || new URL(address).port === String(wanted);
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Diagnostic } from '@agentops/core';
import { StoreInUseError } from '@agentops/store';
import { followReports } from '../bridge/host-reports.ts';
import { CliError } from '../cli-error.ts';
import { collectorReport } from '../doctor/collector-report.ts';
import { directoryFor } from '../find-directory.ts';
import { formatBytes, plural } from '../format/number.ts';
import { oneLine } from '../format/text.ts';
import { loadCollector } from '../load-collector.ts';
import { parseDays, parsePort, parseSize } from '../parse-option.ts';
import { showProgress } from '../progress.ts';
import { type PlaceOptions, refuseUrl } from '../recordings/open-recordings.ts';
import type { Terminal } from '../terminal.ts';
import { collectorLines } from '../view/collector-lines.ts';

export interface UpOptions extends PlaceOptions {
  json?: boolean;
  host: string;
  port: string;
  otlpHttpPort: string;
  otlpGrpcPort: string;
  otlp: boolean;
  strictPorts?: boolean;
  allowHost?: string[];
  allowOrigin?: string[];
  keepDays?: string;
  keepSize: string;
}

const retries = 20;
const retryMs = 250;

/** `agentops up`: runs a collector until SIGINT or SIGTERM. */
export async function up(options: UpOptions, terminal: Terminal): Promise<void> {
  refuseUrl(options, 'up');
  const { startCollector, UnsafeBindError } = await loadCollector();
  const directory = directoryFor(options.dir);
  const token = options.token ?? process.env.AGENTOPS_TOKEN;
  const wanted = {
    port: parsePort(options.port, '--port'),
    otlpHttpPort: options.otlp && parsePort(options.otlpHttpPort, '--otlp-http-port'),
    otlpGrpcPort: options.otlp && parsePort(options.otlpGrpcPort, '--otlp-grpc-port'),
  };
  const { keepDays } = options;
  const progress = showProgress();
  const report = (diagnostic: Diagnostic) => {
    progress.clear();
    process.stderr.write(`${diagnosticLine(diagnostic, terminal)}\n`);
  };
  const start = () =>
    startCollector({
      directory,
      host: options.host,
      ...wanted,
      onPortTaken: options.strictPorts ? 'fail' : 'next',
      token,
      allowedHosts: options.allowHost ?? [],
      allowedOrigins: options.allowOrigin ?? [],
      retention: {
        maxBytes: parseSize(options.keepSize, '--keep-size'),
        ...(keepDays === undefined ? {} : { maxAgeMs: parseDays(keepDays, '--keep-days') }),
      },
      onCatchUp: ({ readBytes, totalBytes, records }) =>
        progress.show(
          `taking in what was recorded: ${formatBytes(readBytes)} of ${formatBytes(totalBytes)}, ${plural(records, 'record')}`,
        ),
      onDiagnostic: report,
    });
  const collector = await whenFree(start, () => answeringCollector(directory))
    .catch((error: unknown) => {
      if (!(error instanceof UnsafeBindError)) throw error;
      throw new CliError(`${error.message} That is AGENTOPS_TOKEN, or --token <token>.`);
    })
    .finally(() => progress.clear());

  const stopped = untilStopped();
  const reports = await followReports(directory, report);
  const { url, otlpHttpUrl = null, otlpGrpcUrl = null } = collector;
  const listening = { directory, url, otlpHttpUrl, otlpGrpcUrl };
  if (options.json) terminal.print(JSON.stringify(listening));
  else {
    const { colors } = terminal;
    const lines = collectorLines(listening, { wanted, asksForToken: Boolean(token), colors });
    for (const line of lines) terminal.print(line);
  }
  await stopped;
  progress.show('taking in the rest …');
  await reports[Symbol.asyncDispose]();
  await collector.close().finally(() => progress.clear());
}

/** A command that reads has the store for a moment; another collector has it for long, and answers where it said that it listens. */
async function whenFree<T>(
  start: () => Promise<T>,
  addressOfOther: () => Promise<string | undefined>,
): Promise<T> {
  for (let left = retries; ; left--) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof StoreInUseError)) throw error;
      const url = await addressOfOther();
      if (url !== undefined) throw new CliError(`${error.message} It can be asked at ${url}.`);
      if (left === 0) throw error;
    }
    await pause(retryMs);
  }
}

/** One that was killed has left its address. */
async function answeringCollector(directory: string): Promise<string | undefined> {
  const report = await collectorReport(directory);
  return report?.answers ? report.url : undefined;
}

/** Before it listens, a signal just ends the process: what was taken in until then is kept. */
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

import { type DrainedWriter, type DrainReport, drainSpool } from '@agentops/core';
import { HttpExporter } from '@agentops/exporter-http';
import { CliError } from '../cli-error.ts';
import { findDirectory } from '../find-directory.ts';
import { formatBytes, formatCount, plural } from '../format/number.ts';
import { oneLine } from '../format/text.ts';
import { showProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

export interface DrainOptions {
  dir?: string;
  json?: boolean;
  endpoint?: string;
  name?: string;
  content: boolean;
  timeout: string;
}

const shownWriters = 20;

/** `agentops drain`: sends what processes that are gone left. Returns whether nothing of theirs is left. */
export async function drain(options: DrainOptions, terminal: Terminal): Promise<boolean> {
  const directory = findDirectory(options.dir).path;
  const exporter = createExporter(options);
  const progress = showProgress();
  const report = await drainSpool({
    directory,
    exporter,
    patienceMs: secondsOf(options.timeout) * 1000,
    onProgress: ({ sentBytes, totalBytes, sentRecords, problem }) => {
      const done = `${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}, ${plural(sentRecords, 'record')}`;
      progress.show(problem === undefined ? `sent ${done}` : `sent ${done}; retrying: ${problem}`);
    },
  }).finally(() => progress.clear());
  const complete = report.writers.every(({ running, unsentBytes }) => running || unsentBytes === 0);
  if (options.json) {
    terminal.print(
      JSON.stringify({ directory, destination: exporter.name, complete, ...report }, null, 2),
    );
  } else {
    for (const line of reportLines(report, exporter.name, terminal)) terminal.print(line);
  }
  return complete;
}

function createExporter({ endpoint, name, content }: DrainOptions): HttpExporter {
  if (!endpoint && !process.env.AGENTOPS_ENDPOINT) {
    throw new CliError(
      'Where to? Set AGENTOPS_ENDPOINT, or give --endpoint <url>, to the address of a collector, such as https://agentops.example.com.',
    );
  }
  const off = /^(?:false|0|no|off)$/i.test(process.env.AGENTOPS_CAPTURE_CONTENT ?? '');
  try {
    return new HttpExporter({
      captureContent: content && !off,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(name === undefined ? {} : { name }),
    });
  } catch (error) {
    throw new CliError((error as Error).message);
  }
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new CliError(`--timeout takes seconds, and "${text}" is no number of them.`);
}

function reportLines(report: DrainReport, destination: string, terminal: Terminal): string[] {
  const { colors } = terminal;
  const { writers, sentRecords } = report;
  const from = writers.filter((writer) => writer.sentRecords > 0).length;
  const lines =
    sentRecords === 0 && report.unsentBytes === 0
      ? [`${colors.green('✓')} ${destination} has everything.`]
      : [
          `${colors.green('✓')} sent ${plural(sentRecords, 'record')} of ${plural(from, 'process', 'processes')} to ${destination}`,
        ];
  const left = writers.filter(({ unsentBytes }) => unsentBytes > 0);
  for (const writer of left.slice(0, shownWriters)) {
    const mark = writer.running ? colors.cyan('…') : colors.red('✗');
    lines.push(
      `${mark} ${formatBytes(writer.unsentBytes)} of ${nameOf(writer)} unsent: ${oneLine(writer.reason ?? '')}`,
    );
  }
  if (left.length > shownWriters) {
    lines.push(colors.dim(`… and ${formatCount(left.length - shownWriters)} more`));
  }
  return lines;
}

function nameOf({ pid, hostname }: DrainedWriter): string {
  return `process ${pid ?? 'unknown'} on ${oneLine(hostname ?? 'unknown')}`;
}

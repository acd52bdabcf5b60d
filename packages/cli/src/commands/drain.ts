import type { SessionCost } from '@agentops/exporter-agentops';
import { takeInReports } from '../bridge/host-reports.ts';
import { CliError } from '../cli-error.ts';
import { destinationReports } from '../doctor/destination-report.ts';
import { createExporter } from '../drain/create-exporter.ts';
import { chooseKind } from '../drain/destination-kind.ts';
import { drainEach } from '../drain/drain-each.ts';
import { findDirectory } from '../find-directory.ts';
import { formatBytes, plural } from '../format/number.ts';
import { paint } from '../format/span.ts';
import { wrapSpans } from '../format/wrap-spans.ts';
import { showProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { drainLines } from '../view/drain-lines.ts';

export interface DrainOptions {
  dir?: string;
  json?: boolean;
  to?: string;
  endpoint?: string;
  protocol?: string;
  name?: string;
  all?: boolean;
  content: boolean;
  timeout: string;
}

/** `agentops drain`: sends what processes that are gone left. Returns whether nothing of theirs is left. */
export async function drain(options: DrainOptions, terminal: Terminal): Promise<boolean> {
  const directory = findDirectory(options.dir).path;
  await takeInReports(directory);
  const patienceMs = secondsOf(options.timeout) * 1000;
  const off = /^(?:false|0|no|off)$/i.test(process.env.AGENTOPS_CAPTURE_CONTENT ?? '');
  const { endpoint, name, protocol, content } = options;
  const costs = new Map<string, SessionCost>();
  const kind = chooseKind(options, process.env, () => {
    const waiting = destinationReports(directory).filter(({ pendingBytes }) => pendingBytes > 0);
    return [...new Set(waiting.map(({ drainCommand }) => `  ${drainCommand}`))];
  });
  const progress = showProgress();
  const { destination, ...report } = await drainEach({
    directory,
    patienceMs,
    told: protocol,
    alsoMeantElsewhere: options.all === true,
    createExporter: (spoken) =>
      createExporter(kind, {
        endpoint,
        name,
        protocol: spoken,
        captureContent: content && !off,
        onSessionCost: (cost) => void costs.set(cost.sessionId, cost),
      }),
    onProgress: ({ sentBytes, totalBytes, sentRecords, problem }) => {
      const done = `${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}, ${plural(sentRecords, 'record')}`;
      progress.show(problem === undefined ? `sent ${done}` : `sent ${done}; retrying: ${problem}`);
    },
  }).finally(() => progress.clear());
  const complete = report.writers.every(({ running, unsentBytes }) => running || unsentBytes === 0);
  const sessionCosts = [...costs.values()];
  if (options.json) {
    const result = { directory, destination, complete, ...report, sessionCosts };
    terminal.print(JSON.stringify(result, null, 2));
  } else {
    const { width, interactive, colors } = terminal;
    for (const line of drainLines(report, { destination, costs: sessionCosts })) {
      const parts = interactive ? wrapSpans(line, width) : [line];
      for (const part of parts) terminal.print(paint(part, colors));
    }
  }
  return complete;
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new CliError(`--timeout takes seconds, and "${text}" is no number of them.`);
}

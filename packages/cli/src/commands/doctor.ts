import { takeInReports } from '../bridge/host-reports.ts';
import { CliError } from '../cli-error.ts';
import type { IngestHealth } from '../doctor/collector-report.ts';
import { examine } from '../doctor/doctor-report.ts';
import { Seen } from '../doctor/seen.ts';
import { findDirectory } from '../find-directory.ts';
import { paint, type Span } from '../format/span.ts';
import { clientFor, type PlaceOptions } from '../recordings/open-recordings.ts';
import type { Terminal } from '../terminal.ts';
import { doctorLines } from '../view/doctor-lines.ts';
import { healthLines } from '../view/health-lines.ts';

export interface DoctorOptions extends PlaceOptions {
  json?: boolean;
  /** What was refused, lost, damaged and said until now is no problem any more. */
  seen?: boolean;
}

/** `agentops doctor`: is everything recorded that should be? Returns whether it is. */
export async function doctor(options: DoctorOptions, terminal: Terminal): Promise<boolean> {
  const { width } = terminal;
  const now = Date.now();
  const client = clientFor(options);
  if (client) {
    if (options.seen) {
      throw new CliError(
        '--seen is for a data directory: give --dir, and neither --url nor AGENTOPS_URL.',
      );
    }
    const health = await client.get<IngestHealth>('ingest/health');
    const ok = health.store.losses.length === 0;
    const lines = () => healthLines(health, { place: client.url.origin, now });
    print({ ok, ...health }, lines, options, terminal);
    return ok;
  }
  const found = findDirectory(options.dir);
  const reports = await takeInReports(found.path);
  if (options.seen) {
    const seeable = await examine(found, reports);
    const said = [...seeable.diagnostics, ...seeable.hosts.flatMap(({ messages }) => messages)];
    Seen.keep(found.path, { ...seeable, said });
  }
  const report = await examine(found, reports);
  print(report, () => doctorLines(report, { width, now }), options, terminal);
  return report.ok;
}

function print(
  report: object,
  lines: () => Span[][],
  { json }: DoctorOptions,
  terminal: Terminal,
): void {
  if (json) terminal.print(JSON.stringify(report, null, 2));
  else for (const line of lines()) terminal.print(paint(line, terminal.colors));
}

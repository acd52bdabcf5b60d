import { examine } from '../doctor/doctor-report.ts';
import { findDirectory } from '../find-directory.ts';
import { paint } from '../format/span.ts';
import type { Terminal } from '../terminal.ts';
import { doctorLines } from '../view/doctor-lines.ts';

export interface DoctorOptions {
  dir?: string;
  json?: boolean;
}

/** `agentops doctor`: is everything recorded that should be? Returns whether it is. */
export function doctor(options: DoctorOptions, terminal: Terminal): boolean {
  const report = examine(findDirectory(options.dir));
  if (options.json) {
    terminal.print(JSON.stringify(report, null, 2));
  } else {
    const { width, colors } = terminal;
    for (const line of doctorLines(report, { width, now: Date.now() })) {
      terminal.print(paint(line, colors));
    }
  }
  return report.ok;
}

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ShimUnderTest } from './case.ts';
import { HostProgram } from './host-program.ts';
import { linesOf, names, type ReportedLine, type ReportedSegment, readReports } from './report.ts';

/** What one case works with: a data directory, a temporary directory, and the program. */
export class ShimRun {
  readonly subject: ShimUnderTest;
  readonly #folder = mkdtempSync(join(tmpdir(), 'agentops-shim-conformance-'));
  readonly #programs: HostProgram[] = [];
  readonly #cleanups: (() => void)[] = [];

  constructor(subject: ShimUnderTest) {
    this.subject = subject;
    mkdirSync(this.temporary);
  }

  /** The data directory, unless the case says another. The shim makes it. */
  get directory(): string {
    return join(this.#folder, 'data');
  }

  get temporary(): string {
    return join(this.#folder, 'tmp');
  }

  /** A place of the case's own. */
  path(name: string): string {
    return join(this.#folder, name);
  }

  start(env: Readonly<Record<string, string>> = {}): HostProgram {
    const program = new HostProgram(this.subject, {
      PATH: process.env.PATH,
      TMPDIR: this.temporary,
      AGENTOPS_DIR: this.directory,
      ...this.subject.env,
      ...env,
    });
    this.#programs.push(program);
    return program;
  }

  /** What was reported. */
  segments(directory = this.directory): ReportedSegment[] {
    return readReports(join(directory, 'bridge'));
  }

  lines(directory = this.directory): ReportedLine[] {
    return linesOf(this.segments(directory));
  }

  /** The line of an event. @throws Error where there is none */
  lineOf(id: string, directory = this.directory): ReportedLine {
    const line = this.lines(directory).find((each) => names(each, id));
    if (!line) throw new Error(`no line of the report has the event "${id}"`);
    return line;
  }

  /** Everything that is in the data directory, as text. */
  written(directory = this.directory): string {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
      .join('\n');
  }

  /** To be done when the case is over. */
  cleanup(work: () => void): void {
    this.#cleanups.push(work);
  }

  async close(): Promise<void> {
    for (const program of this.#programs) await program.kill();
    for (const work of this.#cleanups) work();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

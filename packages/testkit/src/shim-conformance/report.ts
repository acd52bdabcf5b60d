import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A line of a stream, as far as it is JSON. What stands in it is for the cases to judge. */
export interface ReportedLine {
  v?: unknown;
  stream?: unknown;
  seq?: unknown;
  time?: unknown;
  mono?: unknown;
  session?: unknown;
  kind?: unknown;
  data?: Readonly<Record<string, unknown>>;
}

/** One file that a shim wrote. */
export interface ReportedSegment {
  path: string;
  stream: string;
  index: number;
  lines: ReportedLine[];
  /** Lines that are no JSON objects, and a last one without an end. */
  badLines: string[];
}

const segmentName = /^([0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{4})\.ndjson$/;

/** What was reported into a folder, in the order of streams and segments. This is no bridge: it reads the files, and no more. */
export function readReports(folder: string): ReportedSegment[] {
  return namesIn(folder)
    .sort()
    .flatMap((name) => {
      const [, stream, index] = segmentName.exec(name) ?? [];
      if (!stream) return [];
      return [{ stream, index: Number(index), ...readSegment(join(folder, name)) }];
    });
}

/** The lines of several segments. */
export function linesOf(segments: readonly ReportedSegment[]): ReportedLine[] {
  return segments.flatMap(({ lines }) => lines);
}

/** Whether the line speaks of this event. */
export function names(line: ReportedLine, id: string): boolean {
  return JSON.stringify(line.data ?? {}).includes(JSON.stringify(id));
}

function readSegment(path: string): Pick<ReportedSegment, 'path' | 'lines' | 'badLines'> {
  const texts = readFileSync(path, 'utf8').split('\n');
  const unfinished = texts.pop() ?? '';
  const lines: ReportedLine[] = [];
  const badLines: string[] = unfinished === '' ? [] : [unfinished];
  for (const text of texts) {
    // After a short write, a line begins with a line break.
    if (text === '') continue;
    const line = parse(text);
    if (line) lines.push(line);
    else badLines.push(text);
  }
  return { path, lines, badLines };
}

function parse(text: string): ReportedLine | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

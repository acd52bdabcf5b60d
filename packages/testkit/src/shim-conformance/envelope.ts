import type { ReportedLine, ReportedSegment } from './report.ts';

const dayMs = 24 * 3600_000;

/** What is wrong with what every line has. Undefined where nothing is. */
function envelopeComplaint(line: ReportedLine, stream: string): string | undefined {
  const { v, seq, time, mono, session, kind, data } = line;
  if (v !== 1) return `v is ${JSON.stringify(v)}`;
  if (line.stream !== stream) return 'stream is not what the file is named by';
  if (!Number.isSafeInteger(seq)) return `seq is ${JSON.stringify(seq)}`;
  if (typeof time !== 'number' || Math.abs(time - Date.now()) > dayMs) {
    return `time is ${JSON.stringify(time)}, and not epoch milliseconds of today`;
  }
  if (typeof mono !== 'number') return `mono is ${JSON.stringify(mono)}`;
  if (session !== undefined && (typeof session !== 'string' || session === '')) {
    return `session is ${JSON.stringify(session)}`;
  }
  if (typeof kind !== 'string' || kind === '') return `kind is ${JSON.stringify(kind)}`;
  if (data !== undefined && (typeof data !== 'object' || data === null || Array.isArray(data))) {
    return `data is ${JSON.stringify(data).slice(0, 50)}`;
  }
  return undefined;
}

/** @throws Error where a line is not whole, or lacks something, or a number is missing or comes again */
export function checkStream(segments: readonly ReportedSegment[]): void {
  const [first] = segments;
  if (!first) throw new Error('nothing was reported');
  let next = 0;
  for (const { stream, path, lines, badLines } of segments) {
    if (badLines.length > 0) {
      throw new Error(
        `${badLines.length} lines of ${path} are no JSON: ${badLines[0]?.slice(0, 200)}`,
      );
    }
    for (const line of lines) {
      const complaint = envelopeComplaint(line, stream);
      if (complaint !== undefined) {
        throw new Error(`line ${next} of ${stream}: ${complaint}`);
      }
      if (line.seq !== next) throw new Error(`after ${next - 1} comes ${line.seq}, in ${path}`);
      next++;
    }
  }
}

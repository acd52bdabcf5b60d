import { importedSpans } from './receive/otlp/imported-spans.ts';
import { recordsOfDocument } from './serve/transfer/records-of-document.ts';

/**
 * The records of a file that `export` wrote, in whatever format.
 * @throws AgentOpsError where it is none
 */
export async function importedRecords(file: Buffer): Promise<string> {
  return isRecords(file) ? file.toString('utf8') : await recordsOfDocument(file, importedSpans);
}

/** Records stand one a line, and each names its writer. */
export function isRecords(file: Buffer): boolean {
  const end = file.indexOf(10);
  try {
    const first: unknown = JSON.parse(file.toString('utf8', 0, end < 0 ? file.length : end));
    return typeof (first as { writer?: unknown } | null)?.writer === 'string';
  } catch {
    return false;
  }
}

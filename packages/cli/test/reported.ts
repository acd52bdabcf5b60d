/** What the shim of a Python host reported of the real TaskWeaver (`adapter-taskweaver/test/fixtures`), as the host leaves it. */
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifyWriter } from '@agentops/core/foreign';

export const fixtures = join(import.meta.dirname, '../../adapter-taskweaver/test/fixtures');

export function linesOf(fixture: string): string[] {
  const text = readFileSync(join(fixtures, fixture), 'utf8');
  return text.split(/(?<=\n)/);
}

/** The same of a process that lives: of this one. */
export function ofLivingHost(lines: readonly string[]): string[] {
  const { pid, processStartTime, bootId, pidNamespace, hostname } = identifyWriter();
  const process = {
    pid,
    start_time: processStartTime,
    boot_id: bootId,
    pid_namespace: pidNamespace,
    hostname,
  };
  return lines.map((line) => {
    const { data, ...rest } = JSON.parse(line);
    return rest.kind === 'stream'
      ? `${JSON.stringify({ ...rest, data: { ...data, process } })}\n`
      : line;
  });
}

/** Appends lines of one report to the file that they belong in. */
export function reportInto(directory: string, lines: readonly string[]): void {
  const [first = '{}'] = lines;
  const { stream } = JSON.parse(first);
  mkdirSync(join(directory, 'bridge'), { recursive: true });
  appendFileSync(join(directory, 'bridge', `${stream}.0000.ndjson`), lines.join(''));
}

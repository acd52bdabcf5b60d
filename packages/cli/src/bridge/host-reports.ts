/** What hosts in other languages report into a data directory: recorded before it is read, and while it is followed. */
import { existsSync } from 'node:fs';
import type { StreamReport } from '@agentops/bridge';
import { type Diagnostic, describeError, pathsOf } from '@agentops/core';
import { formatBytes } from '../format/number.ts';
import { oneLine } from '../format/text.ts';
import { showProgress } from '../progress.ts';

/**
 * Records what was reported and nobody has recorded yet. Returns what there is to say of each report. It never fails: where nothing
 * can be written, what is recorded is read as it is.
 */
export async function takeInReports(directory: string): Promise<StreamReport[]> {
  if (!existsSync(pathsOf(directory).bridge)) return [];
  const progress = showProgress();
  try {
    const { mappers, takeIn } = await loadBridge();
    const { streams } = await takeIn({
      directory,
      mappers,
      onProgress: ({ readBytes, totalBytes }) =>
        progress.show(
          `recording what hosts reported: ${formatBytes(readBytes)} of ${formatBytes(totalBytes)}`,
        ),
    });
    return streams;
  } catch (error) {
    progress.clear();
    const { message } = describeError(error);
    process.stderr.write(
      `agentops: what hosts reported into ${directory} could not be recorded: ${oneLine(message)}\n`,
    );
    return [];
  } finally {
    progress.clear();
  }
}

/** Records what is reported as it comes, until it is disposed of. */
export async function followReports(
  directory: string,
  onDiagnostic?: (diagnostic: Diagnostic) => void,
): Promise<AsyncDisposable> {
  const { mappers, followBridge } = await loadBridge();
  const follower = followBridge({
    directory,
    mappers,
    ...(onDiagnostic ? { onDiagnostic } : {}),
  });
  return { [Symbol.asyncDispose]: () => follower.close() };
}

async function loadBridge() {
  const { followBridge, takeIn, taskweaverMapper } = await import('./host-mappers.ts');
  return { followBridge, takeIn, mappers: [taskweaverMapper] };
}

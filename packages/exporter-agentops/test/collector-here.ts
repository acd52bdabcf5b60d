import { type Collector, startCollector } from '@agentops/collector';
import { onTestFinished } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';

/** Our own collector, as it stands behind `agentops up`, for the test that asks for it. */
export async function collectorHere(): Promise<Collector> {
  const started = await startCollector({
    directory: tempDir(),
    port: 0,
    otlpHttpPort: false,
    otlpGrpcPort: false,
  });
  onTestFinished(() => started.close());
  return started;
}

import { type Collector, type CollectorOptions, startCollector } from '@agentops/collector';
import { onTestFinished } from 'vitest';

/** A collector in this process, on ports that are free. */
export async function startTestCollector(
  directory: string,
  options: Partial<CollectorOptions> = {},
): Promise<Collector> {
  const collector = await startCollector({
    directory,
    port: 0,
    otlpHttpPort: false,
    otlpGrpcPort: false,
    ...options,
  });
  onTestFinished(() => collector.close());
  return collector;
}

import { CliError } from './cli-error.ts';

const leastNode = [24, 15] as const;

/** Whether this Node.js is new enough for the collector. */
export function canLoadCollector(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
}

/**
 * The collector, loaded only where it is needed: it wants a newer Node.js than the rest of this command.
 * @throws CliError where this Node.js is too old
 */
export async function loadCollector(): Promise<typeof import('@agentops/collector')> {
  if (!canLoadCollector()) {
    throw new CliError(
      `This needs Node.js ${leastNode.join('.')} or newer, and this is ${process.version}. Without installing one: npx -y -p node@24 -p @agentops/cli agentops …`,
    );
  }
  return await import('@agentops/collector');
}

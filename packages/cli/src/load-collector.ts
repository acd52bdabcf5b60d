import { CliError } from './cli-error.ts';

/**
 * The collector, loaded only where it is needed: it wants a newer Node.js than the rest of this command.
 * @throws CliError where this Node.js is too old
 */
export async function loadCollector(): Promise<typeof import('@agentops/collector')> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 24 || (major === 24 && minor < 15)) {
    throw new CliError(
      `This needs Node.js 24.15 or newer, for its database; this is ${process.version}. Without it: npx -y node@24 "$(command -v agentops)" …`,
    );
  }
  return await import('@agentops/collector');
}

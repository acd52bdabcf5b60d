import { testAdapter } from '@agentops/testkit';
import { isFull } from '../../../../tooling/full-tier.ts';
import { capabilities, messagesDriver } from '../driver.ts';
import { versions } from '../versions.ts';

/**
 * The kit on one version, imported and required. In a file for each version, so that they run side by side.
 * `quick` is what plain `npm test` runs of the imported build; of the required one it runs a sample.
 */
export function testVersion(version: string, quick: 'all' | 'sample'): void {
  const found = versions.find((each) => each.version === version);
  if (!found) throw new Error(`No @anthropic-ai/sdk ${version} here.`);
  for (const loadedBy of ['import', 'require'] as const) {
    testAdapter({
      name: `@anthropic-ai/sdk ${version} (${loadedBy}) messages`,
      host: { subject: '@anthropic-ai/sdk messages', version, loadedBy },
      driver: messagesDriver(found[loadedBy].default),
      capabilities,
      cases: isFull ? 'all' : loadedBy === 'import' ? quick : 'sample',
    });
  }
}

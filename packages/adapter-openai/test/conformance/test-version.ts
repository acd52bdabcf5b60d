import { testAdapter } from '@agentops/testkit';
import { isFull } from '../../../../tooling/full-tier.ts';
import { chatCapabilities, chatDriver, responsesCapabilities, responsesDriver } from '../driver.ts';
import { versions } from '../versions.ts';

/**
 * The kit on one API of one version, imported and required. In a file for each, so that they run side by side.
 * `quick` is what plain `npm test` runs of the imported build; of the required one it runs a sample.
 */
export function testVersion(
  api: 'chat completions' | 'responses',
  version: string,
  quick: 'all' | 'sample',
): void {
  const found = versions.find((each) => each.version === version);
  if (!found) throw new Error(`No openai ${version} here.`);
  for (const loadedBy of ['import', 'require'] as const) {
    const { default: OpenAI } = found[loadedBy];
    const chat = api === 'chat completions';
    testAdapter({
      name: `openai ${version} (${loadedBy}) ${api}`,
      host: { subject: `openai ${api}`, version, loadedBy },
      driver: chat ? chatDriver(OpenAI) : responsesDriver(OpenAI),
      capabilities: chat ? chatCapabilities : responsesCapabilities(version),
      cases: isFull ? 'all' : loadedBy === 'import' ? quick : 'sample',
    });
  }
}

import { expect, test } from 'vitest';
import * as agentOps from '../src/agentops-sdk.ts';
import * as genAi from '../src/gen-ai.ts';
import * as genAiEarlier from '../src/gen-ai-earlier.ts';
import * as general from '../src/general.ts';
import * as genkit from '../src/genkit.ts';
import * as mcp from '../src/mcp.ts';
import * as openInference from '../src/openinference.ts';
import * as openLlmetry from '../src/openllmetry.ts';
import * as taskWeaver from '../src/taskweaver.ts';
import * as vercelAi from '../src/vercel-ai.ts';

// These are other people's names: what was sent under them stays what it was.
test.each([
  ['general and gen_ai', [general, genAi]],
  ['gen_ai before, and mcp', [genAiEarlier, mcp]],
  ['agentops', [agentOps]],
  ['openinference', [openInference]],
  ['openllmetry', [openLlmetry]],
  ['vercel ai', [vercelAi]],
  ['genkit', [genkit]],
  ['taskweaver', [taskWeaver]],
])('names of %s', (_, vocabularies) => {
  const names = vocabularies.flatMap((vocabulary) => Object.values<string>(vocabulary));
  expect(names.join('\n')).toMatchSnapshot();
});

/** `npm run bench`: what recording adds to a call of the bare SDK, in microseconds on the main thread. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attachOpenAI } from '@agentops/adapter-openai';
import { init } from '@agentops/core';
import OpenAI from 'openai-7';
import { measureInterleaved } from './interleaved.ts';
import { answer, scenarios } from './scenarios.ts';

const directory = mkdtempSync(join(tmpdir(), 'agentops-bench-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));

const createClient = () => new OpenAI({ apiKey: 'none', fetch: answer, maxRetries: 0 });
const session = init({ directory, name: 'bench' });
const bare = createClient();
const attached = attachOpenAI(createClient());

console.log(`openai 7, Node ${process.version}; µs, 20th percentile of the rounds\n`);
console.log('| per | bare | with AgentOps | added | ratio |\n|---|---|---|---|---|');
for (const { name, times, units = 1, run } of scenarios) {
  const [without, withUs] = await measureInterleaved(
    [
      { name: 'bare', run: (index) => run(bare, index) },
      { name: 'attached', run: (index) => run(attached, index) },
    ],
    { rounds: 15, times },
  );
  if (!without || !withUs) continue;
  const cells = [without.us, withUs.us, withUs.us - without.us].map((us) =>
    (us / units).toFixed(2),
  );
  console.log(`| ${name} | ${cells.join(' | ')} | ${(withUs.us / without.us).toFixed(2)} |`);
}
session?.end({ endState: 'Success' });

import 'reflect-metadata';
import { fileURLToPath } from 'node:url';
import { sessionOf } from '@agentops/adapter-taskweaver';
import * as agentops from '@agentops/core';
import { startScriptedProvider } from '@agentops/testkit';
import { TaskWeaverApp } from './app/app.ts';
import { liveProviders, scriptedProviders } from './app/clients.ts';
import { checkRecording } from './demo/check-recording.ts';
import { conversations } from './demo/conversations.ts';
import { script } from './demo/script.ts';
import { printRecording, printRound } from './demo/show.ts';

const live = process.argv.includes('--live');
const quiet = process.argv.includes('--quiet');
const appDir = fileURLToPath(new URL('../project', import.meta.url));

async function main(): Promise<void> {
  const planned = conversations(live);
  if (planned.length === 0) throw new Error('--live needs OPENAI_API_KEY or ANTHROPIC_API_KEY');
  await using provider = await startScriptedProvider({ replies: script });
  const urls = { openai: provider.openaiBaseUrl, anthropic: provider.anthropicBaseUrl };
  const app = await TaskWeaverApp.load(appDir, live ? liveProviders() : scriptedProviders(urls));

  // At once: what they share is one completion service a provider, one container and one process.
  const sessions = await Promise.all(planned.map(({ settings }) => app.getSession(settings)));
  const rounds = await Promise.all(
    sessions.map((session, index) => session.sendMessage(planned[index]?.query ?? '')),
  );
  await Promise.all(sessions.map((session) => session.stop()));
  await app.stop();

  if (!quiet) for (const round of rounds) printRound(round);
  const { directory } = agentops.defaultAgentOps;
  if (directory === undefined) return;
  const recorded = sessions.map((session) => sessionOf(session)?.id ?? '');
  if (!quiet) for (const id of recorded) printRecording(directory, id);
  if (!live) {
    const [openai = '', anthropic = ''] = recorded;
    checkRecording(directory, { openai, anthropic });
  }
  console.log(`${quiet ? '' : '\n'}Recorded ${recorded.length} sessions in ${directory}`);
}

await main();

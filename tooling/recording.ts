import { AgentOps, fold, type InitOptions, readSpool } from '@agentops/core';
import { type ScriptEntry, startScriptedProvider } from '@agentops/testkit';
import { onTestFinished } from 'vitest';
import { tempDir } from './temp-dir.ts';

/** A provider, an AgentOps and what it records, for the test that asks. */
export async function startRecording(replies: ScriptEntry[], options: InitOptions = {}) {
  const directory = tempDir();
  const agentops = new AgentOps();
  const session = agentops.init({ directory, logLevel: 'silent', ...options });
  const provider = await startScriptedProvider({ replies });
  onTestFinished(async () => {
    await provider.close();
    agentops.shutdown();
  });
  const recorded = async () => {
    await agentops.flush();
    return fold(readSpool(directory).records);
  };
  return { agentops, session, provider, directory, recorded };
}

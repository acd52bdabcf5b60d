import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentOps, type Diagnostic, detach, fold, readSpool } from '@agentops/core';
import { type ScriptEntry, startScriptedProvider } from '@agentops/testkit';
import { createLLM, NodeLLM } from '@node-llm/core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { attachNodeLLM } from '../src/index.ts';
import { driver } from './driver.ts';

/** An LLM, and what AgentOps has recorded and said of it. */
async function start(...replies: ScriptEntry[]) {
  const directory = mkdtempSync(join(tmpdir(), 'agentops-'));
  const agentops = new AgentOps();
  const diagnostics: Diagnostic[] = [];
  agentops.onDiagnostic((diagnostic) => diagnostics.push(diagnostic));
  agentops.init({ directory, logLevel: 'silent' });
  const provider = await startScriptedProvider({ replies });
  onTestFinished(async () => {
    await provider.close();
    agentops.shutdown();
    rmSync(directory, { recursive: true, force: true });
  });
  const llm = createLLM({
    provider: 'openai',
    openaiApiKey: 'test',
    openaiApiBase: provider.openaiBaseUrl,
  });
  const recorded = async () => {
    await agentops.flush();
    return fold(readSpool(directory).records).events;
  };
  return { agentops, provider, llm, diagnostics, recorded };
}

const asks = { toolCalls: [{ name: 'get_weather', arguments: { city: 'Bern' } }] };

function weather(handler: () => Promise<string>) {
  const definition = { name: 'get_weather', parameters: { type: 'object' } };
  return { type: 'function' as const, function: definition, handler };
}

test('a tool that throws is a failed tool call, and the host goes on as it does', async () => {
  const { agentops, llm, recorded } = await start(asks, { text: 'I can’t tell.' });
  // NodeLLM prints it.
  vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  const chat = attachNodeLLM(llm, { agentops }).chat('gpt-4o');
  chat.withTool(weather(() => Promise.reject(new RangeError('no such city'))));
  expect(String(await chat.ask('The weather?'))).toBe('I can’t tell.');
  expect(await recorded()).toMatchObject([
    { type: 'llm', status: 'ok' },
    { type: 'tool', name: 'get_weather', status: 'error', arguments: { city: 'Bern' } },
    { type: 'error', errorType: 'RangeError', triggerEventType: 'tool' },
    { type: 'llm', status: 'ok' },
  ]);
});

test('tools of a stream are recorded, and the history with a streamed answer stays text', async () => {
  const { agentops, llm, recorded } = await start(asks, { text: 'Sunny.' }, { text: 'Yes.' });
  const chat = attachNodeLLM(llm, { agentops }).chat('gpt-4o');
  chat.withTool(weather(async () => 'sunny'));
  for await (const _ of chat.stream('The weather?'));
  await chat.ask('Sure?');
  const events = await recorded();
  expect(events.map(({ type }) => type)).toEqual(['llm', 'tool', 'llm', 'llm']);
  expect(events.at(-1)).toMatchObject({
    inputMessages: [
      { role: 'user' },
      { role: 'assistant' },
      { role: 'tool', parts: [{ type: 'tool_call_response', response: 'sunny' }] },
      { role: 'assistant', parts: [{ type: 'text', content: 'Sunny.' }] },
      { role: 'user', parts: [{ type: 'text', content: 'Sure?' }] },
    ],
  });
});

test('a chat that outlives detaching is silent', async () => {
  const { agentops, llm, recorded } = await start({ text: 'Hello' });
  const chat = attachNodeLLM(llm, { agentops }).chat('gpt-4o');
  expect(detach(llm)).toEqual([]);
  await chat.ask('Hi');
  expect(await recorded()).toEqual([]);
});

test('the frozen default instance is refused, in words', async () => {
  const { agentops, diagnostics } = await start();
  expect(attachNodeLLM(NodeLLM, { agentops })).toBe(NodeLLM);
  expect(diagnostics).toMatchObject([
    {
      code: 'not-attached',
      message: expect.stringContaining('it is frozen; take one of createLLM()'),
    },
  ]);
});

test('chats without an executor are said once, by name', async () => {
  const { agentops, provider, diagnostics } = await start();
  const llm = driver.createUnknownMajor?.({ url: provider.url, maxRetries: 0 });
  expect(llm).toBeDefined();
  if (!llm) return;
  const chat = () => attachNodeLLM(llm, { agentops }).chat('gpt-4o');
  chat();
  chat();
  const said = diagnostics.filter(({ code }) => code === 'not-hooked');
  expect(said).toMatchObject([{ message: expect.stringContaining('@node-llm/core') }]);
});

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fold, readSpool, writerStateHere } from '@agentops/core';
import { startScriptedProvider } from '@agentops/testkit';
import { afterAll, expect, test } from 'vitest';
import { tempDir } from '../tooling/temp-dir.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const snippets = [...readme.matchAll(/```(ts|json)\n([\s\S]*?)```/g)].map(([, language, code]) => ({
  language,
  code: code as string,
}));
/** Inside of the repository, where a snippet finds the packages that it imports. */
const folder = join(import.meta.dirname, '.snippets');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function snippetWith(text: string): string {
  const found = snippets.filter(({ code }) => code.includes(text));
  expect(found).toHaveLength(1);
  return found[0]?.code as string;
}

/** Runs a program as the README shows it: only the API's address and key come from the environment. */
async function run(name: string, code: string) {
  const directory = tempDir();
  await using provider = await startScriptedProvider({
    replies: [{ text: 'Sunny.', usage: { inputTokens: 12, outputTokens: 3 } }],
  });
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.ts`);
  writeFileSync(path, code);
  const child = spawn(process.execPath, [path], {
    env: {
      PATH: process.env.PATH,
      AGENTOPS_DIR: directory,
      OPENAI_API_KEY: 'none',
      OPENAI_BASE_URL: provider.openaiBaseUrl,
      ANTHROPIC_API_KEY: 'none',
      ANTHROPIC_BASE_URL: provider.anthropicBaseUrl,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  const code_ = await new Promise((resolve) => child.on('close', resolve));
  const folded = fold(readSpool(directory).records, { writerState: writerStateHere() });
  return { exit: code_, output, ...folded };
}

test('attach an object: the README snippet records its tool call and its LLM call', async () => {
  const { exit, output, sessions, events } = await run('attach', snippetWith('attachOpenAI('));
  expect(output).toBe('');
  expect(exit).toBe(0);
  expect(sessions).toMatchObject([{ name: 'weather', endState: 'Success' }]);
  expect(events).toMatchObject([
    { type: 'tool', name: 'weather', arguments: { city: 'Paris' }, result: 'sunny in Paris' },
    {
      type: 'llm',
      requestModel: 'gpt-5.5',
      status: 'ok',
      usage: { inputTokens: 12, outputTokens: 3 },
    },
  ]);
});

test('bind in a container: the README snippet records the LLM call of the service', async () => {
  const { exit, output, events } = await run('bind', snippetWith('agentopsBindings('));
  expect(output).toBe('');
  expect(exit).toBe(0);
  expect(events).toMatchObject([
    {
      type: 'llm',
      provider: 'anthropic',
      status: 'ok',
      usage: { inputTokens: 12, outputTokens: 3 },
    },
  ]);
});

test("register in the host's config: a host that loads handlers by name is recorded", async () => {
  const config = snippetWith('session.event_handlers');
  // What a TaskWeaver-style host does with its taskweaver_config.json, and the events that it then emits.
  const host = `
    const config = ${config};
    const handlers = await Promise.all(
      config['session.event_handlers'].map(async (name) => (await import(name)).createEventHandler(config)),
    );
    const emit = (scope, t, post_id, msg, extra) =>
      handlers.forEach((handler) => handler.handle({ scope, t, round_id: 'round-1', post_id, msg, extra }));
    emit('round', 'round_start', null, 'Round started', null);
    emit('post', 'post_start', 'post-1', 'Post created', { role: 'Planner' });
    emit('post', 'post_send_to_update', 'post-1', '', { role: 'User' });
    emit('post', 'post_message_update', 'post-1', 'Done.', { is_end: true });
    emit('post', 'post_end', 'post-1', '', null);
    emit('round', 'round_end', null, 'Round ended', null);
  `;
  const { exit, output, sessions, events } = await run('config', host);
  expect(output).toBe('');
  expect(exit).toBe(0);
  expect(sessions).toHaveLength(1);
  expect(events).toMatchObject([
    { type: 'action', actionType: 'round', status: 'ok' },
    {
      type: 'action',
      actionType: 'post',
      agent: { name: 'Planner' },
      output: 'Done.',
      attributes: { 'taskweaver.send_to': 'User' },
    },
  ]);
});

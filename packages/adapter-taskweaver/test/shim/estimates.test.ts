import { fileURLToPath } from 'node:url';
import { takeIn } from '@agentops/bridge';
import { fold, readSpool } from '@agentops/core';
import { describe, expect, test } from 'vitest';
import { taskweaverMapper } from '../../src/bridge/bridge-mapper.ts';
import { named } from '../recording.ts';
import { keepFixture } from './fixture.ts';
import { host, type Played, play } from './live.ts';
import { coder, planner } from './roles.ts';

const packages = JSON.stringify(fileURLToPath(new URL('../../python', import.meta.url)));
const python = `import sys; sys.path.append(${packages}); import agentops_taskweaver as a`;

async function calls({ directory }: Played) {
  await takeIn({ directory, mappers: [taskweaverMapper] });
  return named(fold(readSpool(directory).records), 'llm');
}

describe.skipIf(!host)('tokens that the provider does not tell', () => {
  const openai = { 'llm.api_type': 'openai' };
  const hello = { '': [planner('User', 'Hello.')] };
  const steps = [{ message: 'Hi.' }];
  const code = `${python}; a.instrument(app, estimate_usage=True)`;

  test.each([
    ['nobody', {}, {}, false],
    ['a key', { settings: { ...openai, 'agentops.estimate_usage': true } }, {}, true],
    ['the environment', {}, { env: { AGENTOPS_ESTIMATE_USAGE: 'true' } }, true],
    ['install()', { before: `${python}; a.install(estimate_usage=True)` }, { shim: false }, true],
    ['instrument()', { after: code }, { shim: false }, true],
  ])('are estimated if %s asks for it', async (_, scenario, options, asked) => {
    const played = await play(hello, { settings: openai, steps, ...scenario }, options);
    expect(played).toMatchObject({ code: 0, left: 0 });
    const [call, ...others] = await calls(played);
    expect(others).toEqual([]);
    if (!asked) {
      expect(call).toMatchObject({ usage: null, usageSource: 'none' });
      return;
    }
    // No host is asked for anything else because of it.
    expect(played.requests[0]?.body.stream_options).toBeUndefined();
    expect(call?.usageSource).toBe('estimated');
    const characters = JSON.stringify(played.requests[0]?.body.messages).length;
    // English and JSON have two to eight characters a token.
    expect(call?.usage?.inputTokens).toBeGreaterThan(characters / 8);
    expect(call?.usage?.inputTokens).toBeLessThan(characters / 2);
    const { length } = hello[''][0]?.text ?? '';
    expect(call?.usage?.outputTokens).toBeGreaterThan(length / 8);
    expect(call?.usage?.outputTokens).toBeLessThan(length / 2);
  });

  test('of an answer that the host stops reading, and of one that breaks off', async () => {
    const long = `${coder('add(1, 2)').text?.slice(0, -2)},"more":"${'word '.repeat(8000)}"}}`;
    const script = {
      '': [
        planner('CodeInterpreter', 'Add.'),
        { text: long },
        planner('User', 'It is 3.'),
        { status: 401 },
        { ...planner('User', 'Never.'), cutAfter: 3 },
      ],
    };
    const settings = { ...openai, 'agentops.estimate_usage': true };
    const asked = ['one', 'two', 'three'].map((message) => ({ message }));
    const played = await play(script, { settings, steps: asked });
    expect(played).toMatchObject({ code: 0, left: 0 });
    keepFixture('estimates', played);
    const made = await calls(played);
    expect(made.map(({ status, usageSource }) => [status, usageSource])).toEqual([
      ['ok', 'estimated'],
      ['ok', 'estimated'],
      ['ok', 'estimated'],
      ['error', 'none'],
      ['error', 'estimated'],
    ]);
    expect(made[1]?.attributes).toMatchObject({ 'taskweaver.early_stop': true });
    expect(made[1]?.usage?.outputTokens).toBeGreaterThan(20);
    expect(made[1]?.usage?.outputTokens).toBeLessThan(8000);
    expect(made[4]?.usage?.outputTokens).toBeGreaterThan(5);
    expect(made[4]?.usage?.outputTokens).toBeLessThan(36);
  });

  test('of embeddings', async () => {
    const settings = {
      'llm.embedding_api_type': 'ollama',
      'llm.embedding_model': 'embedding-1',
      'agentops.estimate_usage': true,
    };
    const played = await play({}, { settings, steps: [{ embed: ['some words', 'more'] }] });
    const estimated = { usageSource: 'estimated', usage: { inputTokens: 3, outputTokens: null } };
    expect(await calls(played)).toMatchObject([estimated]);
  });
});

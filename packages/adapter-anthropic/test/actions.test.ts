import { describe, expect, it } from 'vitest';
import { startRecording } from '../../../tooling/recording.ts';
import { attachAnthropic } from '../src/index.ts';
import { batch, tokenCount } from '../src/mapper/actions.ts';
import { createClient } from './driver.ts';
import { versions } from './versions.ts';

const messages = [{ role: 'user' as const, content: 'Hi' }];

describe.each(versions)('@anthropic-ai/sdk $version', ({ import: { default: Anthropic } }) => {
  it('counting tokens and asking for a batch are actions, and no calls of a model', async () => {
    const { agentops, recorded, session } = await startRecording([]);
    const answers = [{ input_tokens: 12 }, { id: 'batch_1', processing_status: 'in_progress' }];
    const bare = createClient(Anthropic, 'http://localhost');
    const client = attachAnthropic(
      new Anthropic({
        apiKey: 'test',
        baseURL: bare.baseURL,
        fetch: async () => Response.json(answers.shift()),
      }),
      { agentops },
    );
    // 0.32 has them under `beta` alone.
    const { countTokens } = client.messages;
    const resource = typeof countTokens === 'function' ? client.messages : client.beta.messages;
    expect(await resource.countTokens({ model: 'claude-test', messages })).toMatchObject({
      input_tokens: 12,
    });
    const params = { model: 'claude-test', max_tokens: 9, messages };
    await resource.batches.create({ requests: [{ custom_id: 'a', params }] });
    expect((await recorded()).events).toMatchObject([
      {
        type: 'action',
        actionType: 'count_tokens',
        status: 'ok',
        input: { model: 'claude-test', messages: 1 },
        output: { inputTokens: 12 },
      },
      {
        type: 'action',
        actionType: 'create_batch',
        input: { requests: 1, models: ['claude-test'] },
        output: { id: 'batch_1', processingStatus: 'in_progress' },
      },
    ]);
    expect(session?.analytics()).toMatchObject({ llmCalls: 0 });
  });
});

it('only the very requests are actions', () => {
  expect(tokenCount.matches('post', '/v1/messages/count_tokens?beta=true')).toBe(true);
  expect(batch.matches('post', '/v1/messages/batches')).toBe(true);
  expect(batch.matches('get', '/v1/messages/batches')).toBe(false);
  expect(batch.matches('post', '/v1/messages/batches/batch_1/cancel')).toBe(false);
});

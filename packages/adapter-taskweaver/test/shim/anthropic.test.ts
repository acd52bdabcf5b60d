import { startScriptedProvider } from '@agentops/testkit';
import { describe, expect, test } from 'vitest';
import { isFull } from '../../../../tooling/full-tier.ts';
import { host as anyHost, play } from './live.ts';
import { planner } from './roles.ts';
import { ofKind } from './stream-lines.ts';
import { findTaskWeaver } from './taskweaver.ts';

/** The newest that this TaskWeaver can use: 1.x has no `temperature` in its streams. */
const client = 'anthropic==0.125.0';
const found = isFull && anyHost ? await findTaskWeaver([client]) : { reason: 'not in a quick run' };

describe.skipIf('reason' in found)('Anthropic', () => {
  test('tells tokens, model and reason, streamed and not', async () => {
    if ('reason' in found) return;
    const usage = { inputTokens: 40, outputTokens: 9, cacheReadInputTokens: 10 };
    const { text = '' } = planner('User', 'Hello.');
    await using provider = await startScriptedProvider({
      replies: [
        { text, usage },
        { text: 'whole', usage },
        { error: 529 },
        { error: 529 },
        { error: 529 },
      ],
    });
    const settings = {
      'llm.api_type': 'anthropic',
      model: 'claude-1',
      api_key: 'anthropic-key-of-no-shape',
    };
    const steps = [{ message: 'Hi.' }, { call: 'x', stream: false }, { call: 'y' }];
    const env = { ANTHROPIC_BASE_URL: provider.anthropicBaseUrl };
    const played = await play({}, { settings, steps }, { host: found, env });
    expect(played.truth?.rounds).toMatchObject([{ state: 'finished' }]);
    const known = {
      status: 'ok',
      usage: { input_tokens: 40, output_tokens: 9, cache_read_input_tokens: 10 },
      response_model: 'claude-1',
      attempts: 1,
    };
    const ends = ofKind(played.lines, 'llm_end').map(({ data }) => data);
    expect(ends).toMatchObject([
      { ...known, text, early_stop: false },
      { ...known, text: 'whole', finish_reason: 'end_turn' },
      { status: 'error', attempts: 3, error: { status_code: 529 } },
    ]);
    expect(ofKind(played.lines, 'llm_start')[0]?.data).toMatchObject({
      api_type: 'anthropic',
      model: 'claude-1',
    });
    expect(JSON.stringify(played.lines)).not.toContain('anthropic-key-of-no-shape');
  });
});

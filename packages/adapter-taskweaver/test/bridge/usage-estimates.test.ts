import type { LLMEvent } from '@agentops/core';
import { expect, test } from 'vitest';
import type { LLMEnd, LLMStart } from '../../src/bridge/host-events.ts';
import { named } from '../recording.ts';
import { HostReport, mapReport } from './host-report.ts';

const call = 'l1';
const messages: LLMStart['messages'] = [{ role: 'user', content: 'one two three' }];
const answered: Partial<LLMEnd> = { status: 'ok', text: 'four five' };
/** Each of these words is a token, and 4 more are around a message. */
const estimate = { inputTokens: 7, outputTokens: 2 };

async function record(
  start: Partial<LLMStart>,
  end: Partial<LLMEnd>,
): Promise<LLMEvent | undefined> {
  const report = new HostReport()
    .tell('llm_start', { call, service: 'chat', model: 'gpt', ...start })
    .tell('llm_end', { call, usage: null, usage_source: 'none', ...end });
  const { folded, diagnostics } = await mapReport(report);
  expect(diagnostics).toEqual([]);
  const [event, ...others] = named(folded, 'llm');
  expect(others).toEqual([]);
  return event;
}

test('what no provider counted is estimated where that is asked for, and says so', async () => {
  const event = await record({ estimate_usage: true, messages }, answered);
  expect(event).toMatchObject({ usageSource: 'estimated', usage: estimate });
  // None of these can be told from texts.
  expect(event?.usage).toMatchObject({
    cacheReadInputTokens: null,
    cacheCreationInputTokens: null,
    reasoningOutputTokens: null,
  });
});

test.each<[string, Partial<LLMStart>, Partial<LLMEnd>]>([
  ['nobody asked', { messages }, answered],
  ['it was asked not to', { messages, estimate_usage: false }, answered],
  ['content is not captured', { estimate_usage: true }, { status: 'ok' }],
  [
    'there is an image',
    {
      estimate_usage: true,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'one' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          ],
        },
      ],
    },
    answered,
  ],
  [
    'the shim has cut a text',
    { estimate_usage: true, messages: [{ role: 'user', content: 'x'.repeat(1024 * 1024 + 1) }] },
    answered,
  ],
  [
    'the call failed before there was an answer',
    { estimate_usage: true, messages },
    { status: 'error', text: '', error: { type: 'AuthenticationError' } },
  ],
])('nothing is estimated where %s', async (_, start, end) => {
  expect(await record(start, end)).toMatchObject({ usage: null, usageSource: 'none' });
});

test('what the provider counted stays as it is, also where that is not all', async () => {
  const end = { ...answered, usage: { input_tokens: 5 }, usage_source: 'provider' } as const;
  expect(await record({ estimate_usage: true, messages }, end)).toMatchObject({
    usage: { inputTokens: 5, outputTokens: null },
    usageSource: 'provider',
  });
});

test.each<[string, Partial<LLMEnd>]>([
  ['the host stopped reading', { ...answered, early_stop: true }],
  ['the connection broke', { ...answered, status: 'error', error: { type: 'APIError' } }],
  ['the host gave it up', { ...answered, status: 'cancelled' }],
])('of an answer that %s, what was read counts', async (_, end) => {
  const event = await record({ estimate_usage: true, messages }, end);
  expect(event).toMatchObject({ usageSource: 'estimated', usage: estimate });
});

test('an answer of which nothing was read is not known', async () => {
  const event = await record({ estimate_usage: true, messages }, { status: 'ok', text: '' });
  expect(event?.usage).toMatchObject({ inputTokens: 7, outputTokens: null });
});

test('tools count on both sides, as their JSON', async () => {
  const asked = { estimate_usage: true, messages, options: { tools: [{ name: 'find' }] } };
  const tool_calls = [{ id: 'c1', name: 'find', arguments: '{"a":1}' }];
  const told = { status: 'ok', role: 'function', text: JSON.stringify(tool_calls), tool_calls };
  const event = await record(asked, told as Partial<LLMEnd>);
  const [input, output] = [event?.usage?.inputTokens ?? 0, event?.usage?.outputTokens ?? 0];
  expect(input).toBeGreaterThan(estimate.inputTokens);
  // The name and the arguments once: the host says them as a text as well.
  expect(output).toBeGreaterThan(1);
  expect(output).toBeLessThan(8);
});

test('an embedding has no output', async () => {
  const input = ['one two', 'three'];
  const start = { service: 'embedding', estimate_usage: true, input } as const;
  expect(await record(start, { status: 'ok' })).toMatchObject({
    operationName: 'embeddings',
    usage: { inputTokens: 3, outputTokens: null },
    usageSource: 'estimated',
  });
});

test('a call that never ends has none, and one whose start was not seen neither', async () => {
  const report = new HostReport()
    .tell('llm_start', { call: 'open', estimate_usage: true, messages })
    .tell('llm_end', { call: 'late', ...answered });
  const { folded } = await mapReport(report);
  expect(named(folded, 'llm').map(({ usage }) => usage)).toEqual([null, null]);
});

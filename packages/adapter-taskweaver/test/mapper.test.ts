import { describe, expect, test } from 'vitest';
import {
  mapPost,
  mapRoundEnd,
  mapRoundError,
  mapRoundStart,
  mapSession,
  type PostFacts,
  postFailures,
} from '../src/mapper.ts';
import { mapCompletion, mapProvider } from '../src/service-mapper.ts';
import { mapPluginCall } from '../src/tool-mapper.ts';

const post: PostFacts = {
  send_from: 'CodeInterpreter',
  send_to: 'Unknown',
  message: '',
  attachment_list: [],
  statuses: [],
};

function attachment(type: string, content: string | string[], extra: unknown = null) {
  return { id: `atta-${type}`, type: type as never, content, extra };
}

describe('session', () => {
  test.each([
    ['the host’s default', {}, 'openai', undefined],
    ['the common model', { 'llm.model': 'gpt' }, 'openai', 'gpt'],
    [
      'the provider’s own model beats it',
      { 'llm.api_type': 'azure', 'llm.model': 'gpt', 'llm.azure.model': 'mine' },
      'azure.ai.openai',
      'mine',
    ],
    [
      'Anthropic’s keys have no prefix (llm.model is ignored)',
      { 'llm.api_type': 'anthropic', 'llm.model': 'gpt', model: 'claude' },
      'anthropic',
      'claude',
    ],
  ])('%s', (_name, config, provider, model) => {
    const { attributes } = mapSession({ session_id: 's', config });
    expect(attributes?.['gen_ai.provider.name']).toBe(provider);
    expect(attributes?.['gen_ai.request.model']).toBe(model);
  });

  test('what is not known is left out', () => {
    expect(mapSession({ session_id: 's' })).toEqual({
      name: 's',
      attributes: { 'taskweaver.session_id': 's' },
    });
  });
});

describe('round', () => {
  test('starts with the query, files named in front of it as the host does', () => {
    expect(mapRoundStart('round-1', { user_query: 'files added: a.csv.\nany?' })).toEqual({
      actionType: 'round',
      input: 'files added: a.csv.\nany?',
      attributes: { 'taskweaver.round_id': 'round-1' },
    });
  });

  test.each([
    ['finished', false, { state: 'finished', reply: 'two' }, 'ok'],
    ['nothing known but the events', false, {}, 'ok'],
    ['failed', true, { state: 'failed' }, 'error'],
    ['failed, told by its state alone', false, { state: 'failed' }, 'error'],
    ['interrupted', false, { state: 'created' }, 'cancelled'],
  ] as const)('%s', (_name, failed, facts, status) => {
    expect(mapRoundEnd(failed, facts).status).toBe(status);
  });

  test('an error is told from its traceback', () => {
    const msg =
      'Cannot process your request due to Exception: no \n Traceback (most recent call last):\n  File "a"';
    expect(mapRoundError(msg)).toEqual({
      errorType: 'round_error',
      message: 'Cannot process your request due to Exception: no',
      stack: 'Traceback (most recent call last):\n  File "a"',
    });
  });
});

describe('post', () => {
  test('nothing said yet', () => {
    expect(mapPost(post)).toEqual({ attributes: {} });
  });

  test('attachments: texts, a list, one type twice, what comes with them, what was taken away', () => {
    const attachment_list = [
      attachment('thought', 'so'),
      attachment('artifact_paths', ['a.csv', 'b.csv']),
      attachment('text', 'one'),
      attachment('text', 'two'),
      attachment('image_url', 'a chart', { image_url: 'http://x/y.png' }),
    ];
    expect(mapPost({ ...post, attachment_list, cleared: ['plan'] }).attributes).toEqual({
      'taskweaver.attachment.thought': 'so',
      'taskweaver.attachment.artifact_paths': ['a.csv', 'b.csv'],
      'taskweaver.attachment.text': ['one', 'two'],
      'taskweaver.attachment.image_url': 'a chart',
      'taskweaver.attachment.image_url.extra': { image_url: 'http://x/y.png' },
      'taskweaver.attachment.plan': null,
    });
  });

  test.each([
    ['nothing run', [attachment('execution_status', 'NONE')], []],
    ['well run', [attachment('execution_status', 'SUCCESS')], []],
    ['checked', [attachment('verification', 'CORRECT')], []],
    [
      'run with an error',
      [attachment('execution_status', 'FAILURE'), attachment('execution_result', 'TypeError')],
      [{ errorType: 'execution_failure', message: 'TypeError' }],
    ],
    [
      'refused by the check',
      [attachment('verification', 'INCORRECT'), attachment('code_error', 'import os')],
      [{ errorType: 'verification_incorrect', message: 'import os' }],
    ],
  ])('%s', (_name, attachment_list, failures) => {
    expect(postFailures({ ...post, attachment_list })).toEqual(failures);
  });
});

describe('completion', () => {
  test('messages with names and images; settings', () => {
    const call = {
      messages: [
        { role: 'system' as const, content: 'You are Planner' },
        {
          role: 'user' as const,
          name: 'Ann',
          content: [
            { type: 'text' as const, text: 'this?' },
            { type: 'image_url' as const, image_url: { url: 'data:x' } },
          ],
        },
      ],
      stream: false,
      temperature: 0,
      max_tokens: 1024,
      top_p: null,
      stop: ['<EOS>'],
      options: { json_schema: {}, tools: [{ type: 'function' }] },
      model: 'gpt',
      api_type: 'openai',
    };
    expect(mapCompletion(call)).toEqual({
      operationName: 'chat',
      provider: 'openai',
      requestModel: 'gpt',
      inputMessages: [
        { role: 'system', parts: [{ type: 'text', content: 'You are Planner' }] },
        {
          role: 'user',
          name: 'Ann',
          parts: [
            { type: 'text', content: 'this?' },
            { type: 'uri', modality: 'image', uri: 'data:x' },
          ],
        },
      ],
      toolDefinitions: [{ type: 'function' }],
      streamed: false,
      attributes: {
        'gen_ai.request.temperature': 0,
        'gen_ai.request.max_tokens': 1024,
        'gen_ai.request.stop_sequences': ['<EOS>'],
        'gen_ai.output.type': 'json',
      },
    });
  });

  test('what is not known is null, and streaming is the host’s default', () => {
    expect(mapCompletion({ messages: [] })).toMatchObject({
      provider: null,
      requestModel: null,
      streamed: true,
    });
  });

  test.each([
    ['azure_ad', 'azure.ai.openai'],
    ['google_genai', 'gcp.gemini'],
    ['ollama', 'ollama'],
    [null, undefined],
  ])('provider %s', (apiType, provider) => {
    expect(mapProvider(apiType)).toBe(provider);
  });
});

test.each([
  ['positional', { args: ['a.csv', 3] }, ['a.csv', 3]],
  ['named, as Python has them', { args: [], kwargs: { path: 'a.csv' } }, { path: 'a.csv' }],
  ['both', { args: [1], kwargs: { k: 2 } }, { args: [1], kwargs: { k: 2 } }],
  ['none', {}, []],
])('plugin arguments: %s', (_name, given, expected) => {
  expect(mapPluginCall({ plugin: 'find', execution_id: 'post-1', ...given })).toEqual({
    name: 'find',
    kind: 'plugin',
    arguments: expected,
    attributes: { 'taskweaver.execution_id': 'post-1' },
  });
});

import type { EventFields, StreamDelta } from '@agentops/core';
import { describe, expect, it } from 'vitest';
import { messages } from '../src/mapper/messages.ts';

interface Row {
  what: string;
  payload: unknown;
  fields: EventFields;
}

const request = {
  operationName: 'chat',
  requestModel: 'claude',
  streamed: false,
  attributes: {},
};

describe('messages', () => {
  it('are known by method and path, the beta resource’s too', () => {
    expect(messages.matches('post', '/v1/messages')).toBe(true);
    expect(messages.matches('post', '/v1/messages?beta=true')).toBe(true);
    expect(messages.matches('post', '/v1/messages/count_tokens')).toBe(false);
    expect(messages.matches('post', '/v1/messages/batches')).toBe(false);
    expect(messages.matches('get', '/v1/messages')).toBe(false);
  });

  it.each<Row>([
    {
      what: 'a system prompt, parameters and tools',
      payload: {
        model: 'claude',
        system: 'Be brief.',
        max_tokens: 50,
        temperature: 0,
        top_k: 3,
        stop_sequences: ['END'],
        tools: [{ name: 'f', input_schema: {} }],
        messages: [{ role: 'user', content: 'Hi' }],
      },
      fields: {
        ...request,
        inputMessages: [
          { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
          { role: 'user', parts: [{ type: 'text', content: 'Hi' }] },
        ],
        toolDefinitions: [{ name: 'f', input_schema: {} }],
        attributes: {
          'gen_ai.request.max_tokens': 50,
          'gen_ai.request.temperature': 0,
          'gen_ai.request.top_k': 3,
          'gen_ai.request.stop_sequences': ['END'],
        },
      },
    },
    {
      what: 'a system prompt in blocks, images and documents',
      payload: {
        model: 'claude',
        stream: true,
        system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Look' },
              { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBO' } },
              { type: 'image', source: { type: 'url', url: 'https://example.test/a.png' } },
              { type: 'document', source: { type: 'file', file_id: 'file_1' } },
              { type: 'hologram', depth: 3 },
            ],
          },
        ],
      },
      fields: {
        ...request,
        streamed: true,
        inputMessages: [
          { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
          {
            role: 'user',
            parts: [
              { type: 'text', content: 'Look' },
              { type: 'blob', modality: 'image', content: 'iVBO', mime_type: 'image/png' },
              { type: 'uri', modality: 'image', uri: 'https://example.test/a.png' },
              { type: 'file', modality: 'document', file_id: 'file_1' },
              { type: 'other', value: { type: 'hologram', depth: 3 } },
            ],
          },
        ],
      },
    },
    {
      what: 'thinking, tool calls and their results',
      payload: {
        model: 'claude',
        messages: [
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' },
              { type: 'tool_use', id: 'a', name: 'f', input: { x: 1 } },
            ],
          },
          {
            role: 'user',
            content: [{ type: 'tool_result', tool_use_id: 'a', content: 'one' }],
          },
        ],
      },
      fields: {
        ...request,
        inputMessages: [
          {
            role: 'assistant',
            parts: [
              { type: 'reasoning', content: 'Hm.' },
              { type: 'tool_call', id: 'a', name: 'f', arguments: { x: 1 } },
            ],
          },
          { role: 'user', parts: [{ type: 'tool_call_response', id: 'a', response: 'one' }] },
        ],
      },
    },
    {
      what: 'nothing that it knows',
      payload: 'text',
      fields: { ...request, requestModel: null, inputMessages: [] },
    },
  ])('request with $what', ({ payload, fields }) => {
    expect(messages.mapRequest(payload)).toEqual(fields);
  });

  it.each([
    {
      what: 'cache and thinking: the sum is all input tokens',
      usage: {
        input_tokens: 50,
        cache_read_input_tokens: 30,
        cache_creation_input_tokens: 20,
        output_tokens: 40,
        output_tokens_details: { thinking_tokens: 11 },
      },
      expected: {
        inputTokens: 100,
        outputTokens: 40,
        cacheReadInputTokens: 30,
        cacheCreationInputTokens: 20,
        reasoningOutputTokens: 11,
      },
    },
    {
      what: 'nothing but the two sums',
      usage: { input_tokens: 5, output_tokens: 0, cache_read_input_tokens: null },
      expected: {
        inputTokens: 5,
        outputTokens: 0,
        cacheReadInputTokens: null,
        cacheCreationInputTokens: null,
        reasoningOutputTokens: null,
      },
    },
    { what: 'an empty object', usage: {}, expected: null },
    { what: 'nothing at all', usage: undefined, expected: null },
  ])('usage with $what', ({ usage, expected }) => {
    const fields = messages.mapResponse({ content: [], usage });
    expect(fields.usage).toEqual(expected);
    expect(fields.usageSource).toBe(expected ? 'provider' : 'none');
  });

  it('response with text, its model, its id and why it stopped', () => {
    expect(
      messages.mapResponse({
        id: 'msg_1',
        model: 'claude-2026',
        stop_reason: 'end_turn',
        content: [{ type: 'text', text: 'Hello' }],
      }),
    ).toEqual({
      responseModel: 'claude-2026',
      finishReasons: ['end_turn'],
      usage: null,
      usageSource: 'none',
      attributes: { 'gen_ai.response.id': 'msg_1' },
      outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }] }],
    });
  });

  it('streams say their pieces by block, and later counts replace earlier ones', () => {
    const reader = messages.createStreamReader?.();
    const said: StreamDelta[] = [];
    const events = [
      {
        type: 'message_start',
        message: {
          id: 'msg_1',
          model: 'claude',
          usage: { input_tokens: 5, output_tokens: 1, cache_read_input_tokens: 2 },
        },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'x' } },
      { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Hello' } },
      {
        type: 'content_block_start',
        index: 2,
        content_block: { type: 'tool_use', id: 'a', name: 'f' },
      },
      {
        type: 'content_block_delta',
        index: 2,
        delta: { type: 'input_json_delta', partial_json: '{' },
      },
      {
        type: 'message_delta',
        delta: { stop_reason: 'tool_use' },
        usage: { input_tokens: null, output_tokens: 9 },
      },
    ];
    for (const event of events) reader?.read(event, (delta) => said.push(delta));
    expect(said).toEqual([
      { choice: 0, part: 0, type: 'reasoning', text: 'Hm.' },
      { choice: 0, part: 1, type: 'text', text: 'Hello' },
      { choice: 0, part: 2, type: 'tool_call', text: '', id: 'a', name: 'f' },
      { choice: 0, part: 2, type: 'tool_call', text: '{' },
    ]);
    expect(reader?.result()).toMatchObject({
      responseModel: 'claude',
      finishReasons: ['tool_use'],
      usage: { inputTokens: 7, outputTokens: 9, cacheReadInputTokens: 2 },
    });
  });
});

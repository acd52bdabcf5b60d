import type { EventFields, StreamDelta } from '@agentops/core';
import type { Operation } from '@agentops/stainless';
import { describe, expect, it } from 'vitest';
import { chatCompletions } from '../src/mapper/chat-completions.ts';
import { embeddings } from '../src/mapper/embeddings.ts';
import { responses } from '../src/mapper/responses.ts';

interface Row {
  what: string;
  payload: unknown;
  fields: EventFields;
}

const noUsage = { usage: null, usageSource: 'none' } as const;

/** What a reader makes of a stream: its pieces, and its result. */
function readChunks(operation: Operation, chunks: readonly unknown[]) {
  const reader = operation.createStreamReader?.();
  const said: StreamDelta[] = [];
  for (const chunk of chunks) reader?.read(chunk, (delta) => said.push(delta));
  return { said, result: reader?.result() };
}

describe('chat completions', () => {
  it('are known by method and path', () => {
    expect(chatCompletions.matches('post', '/chat/completions')).toBe(true);
    expect(chatCompletions.matches('get', '/chat/completions')).toBe(false);
    expect(chatCompletions.matches('post', '/chat/completions/chatcmpl-1')).toBe(false);
  });

  it.each<Row>([
    {
      what: 'roles, names, parameters and tools',
      payload: {
        model: 'gpt-5',
        temperature: 0,
        max_completion_tokens: 50,
        n: 2,
        stop: null,
        messages: [
          { role: 'developer', content: 'Be brief.' },
          { role: 'user', name: 'ann', content: 'Hi' },
        ],
        tools: [{ type: 'function', function: { name: 'f' } }],
      },
      fields: {
        operationName: 'chat',
        requestModel: 'gpt-5',
        streamed: false,
        inputMessages: [
          { role: 'developer', parts: [{ type: 'text', content: 'Be brief.' }] },
          { role: 'user', name: 'ann', parts: [{ type: 'text', content: 'Hi' }] },
        ],
        toolDefinitions: [{ type: 'function', function: { name: 'f' } }],
        attributes: {
          'gen_ai.request.temperature': 0,
          'gen_ai.request.max_tokens': 50,
          'gen_ai.request.choice.count': 2,
        },
      },
    },
    {
      what: 'text, images, sound and files in parts',
      payload: {
        model: 'm',
        stream: true,
        messages: [
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Look' },
              { type: 'image_url', image_url: { url: 'https://example.test/a.png' } },
              { type: 'input_audio', input_audio: { data: 'UklG', format: 'wav' } },
              { type: 'file', file: { file_id: 'file-1' } },
              { type: 'hologram', depth: 3 },
            ],
          },
        ],
      },
      fields: {
        operationName: 'chat',
        requestModel: 'm',
        streamed: true,
        inputMessages: [
          {
            role: 'user',
            parts: [
              { type: 'text', content: 'Look' },
              { type: 'uri', modality: 'image', uri: 'https://example.test/a.png' },
              { type: 'blob', modality: 'audio', content: 'UklG' },
              { type: 'file', modality: 'file', file_id: 'file-1' },
              { type: 'other', value: { type: 'hologram', depth: 3 } },
            ],
          },
        ],
        attributes: {},
      },
    },
    {
      what: 'tool calls and their results',
      payload: {
        model: 'm',
        messages: [
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
              { id: 'b', type: 'function', function: { name: 'g', arguments: '{"x":' } },
              { id: 'c', type: 'custom', custom: { name: 'sql', input: 'SELECT 1' } },
            ],
          },
          { role: 'tool', tool_call_id: 'a', content: 'one' },
          { role: 'tool', tool_call_id: 'b', content: [{ type: 'text', text: 'two' }] },
        ],
      },
      fields: {
        operationName: 'chat',
        requestModel: 'm',
        streamed: false,
        inputMessages: [
          {
            role: 'assistant',
            parts: [
              { type: 'tool_call', id: 'a', name: 'f', arguments: { x: 1 } },
              { type: 'tool_call', id: 'b', name: 'g', arguments: '{"x":' },
              { type: 'tool_call', id: 'c', name: 'sql', arguments: 'SELECT 1' },
            ],
          },
          { role: 'tool', parts: [{ type: 'tool_call_response', id: 'a', response: 'one' }] },
          { role: 'tool', parts: [{ type: 'tool_call_response', id: 'b', response: 'two' }] },
        ],
        attributes: {},
      },
    },
    {
      what: 'nothing that it knows',
      payload: null,
      fields: {
        operationName: 'chat',
        requestModel: null,
        streamed: false,
        inputMessages: [],
        attributes: {},
      },
    },
  ])('request with $what', ({ payload, fields }) => {
    expect(chatCompletions.mapRequest(payload)).toEqual(fields);
  });

  it.each<Row>([
    {
      what: 'an answer and full usage',
      payload: {
        id: 'chatcmpl-1',
        model: 'gpt-5-2026',
        choices: [{ message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }],
        usage: {
          prompt_tokens: 100,
          completion_tokens: 40,
          prompt_tokens_details: { cached_tokens: 30, cache_write_tokens: 20 },
          completion_tokens_details: { reasoning_tokens: 11 },
        },
      },
      fields: {
        responseModel: 'gpt-5-2026',
        outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }] }],
        finishReasons: ['stop'],
        usage: {
          inputTokens: 100,
          outputTokens: 40,
          cacheReadInputTokens: 30,
          cacheCreationInputTokens: 20,
          reasoningOutputTokens: 11,
        },
        usageSource: 'provider',
        attributes: { 'gen_ai.response.id': 'chatcmpl-1' },
      },
    },
    {
      what: 'a refusal, reasoning and no usage',
      payload: {
        choices: [
          { message: { role: 'assistant', content: null, refusal: 'No.' } },
          { message: { role: 'assistant', content: 'Yes', reasoning_content: 'Hm.' } },
        ],
      },
      fields: {
        responseModel: null,
        outputMessages: [
          { role: 'assistant', parts: [{ type: 'refusal', content: 'No.' }] },
          {
            role: 'assistant',
            parts: [
              { type: 'reasoning', content: 'Hm.' },
              { type: 'text', content: 'Yes' },
            ],
          },
        ],
        finishReasons: [],
        ...noUsage,
        attributes: {},
      },
    },
  ])('response with $what', ({ payload, fields }) => {
    expect(chatCompletions.mapResponse(payload)).toEqual(fields);
  });

  it('streams say their pieces, choice by choice and call by call', () => {
    const { said, result } = readChunks(chatCompletions, [
      { id: '1', model: 'm', choices: [{ index: 1, delta: { content: 'a' } }] },
      {
        id: '1',
        model: 'm',
        choices: [
          {
            index: 0,
            delta: { tool_calls: [{ index: 2, id: 'x', function: { name: 'f', arguments: '{' } }] },
            finish_reason: 'tool_calls',
          },
        ],
      },
      {
        id: '1',
        model: 'm',
        choices: [],
        usage: { prompt_tokens: 3, completion_tokens: 0 },
      },
    ]);
    expect(said).toEqual([
      { choice: 1, part: 0, type: 'text', text: 'a' },
      { choice: 0, part: 2, type: 'tool_call', text: '{', id: 'x', name: 'f' },
    ]);
    expect(result).toMatchObject({
      responseModel: 'm',
      finishReasons: ['tool_calls'],
      usage: { inputTokens: 3, outputTokens: 0 },
    });
  });

  it('ask for usage only where the caller said nothing about it', () => {
    const ask = (body: unknown) => chatCompletions.requestUsage?.(body);
    expect(ask({ model: 'm' })).toEqual({ model: 'm', stream_options: { include_usage: true } });
    expect(ask({ stream_options: { include_obfuscation: false } })).toEqual({
      stream_options: { include_obfuscation: false, include_usage: true },
    });
    expect(ask({ stream_options: { include_usage: false } })).toBeUndefined();
    expect(ask({ stream_options: { include_usage: true } })).toBeUndefined();
  });

  it('hide the chunk that only brings usage, and no other', () => {
    const reader = chatCompletions.createStreamReader?.();
    const usage = { prompt_tokens: 1, completion_tokens: 1 };
    expect(reader?.isUsageChunk?.({ choices: [], usage })).toBe(true);
    expect(reader?.isUsageChunk?.({ choices: [], prompt_filter_results: [] })).toBe(false);
    expect(reader?.isUsageChunk?.({ choices: [{ delta: {} }], usage })).toBe(false);
    expect(reader?.isUsageChunk?.({ choices: [], usage: null })).toBe(false);
  });
});

describe('responses', () => {
  it.each<Row>([
    {
      what: 'instructions and a text',
      payload: {
        model: 'm',
        instructions: 'Be brief.',
        input: 'Hi',
        conversation: { id: 'conv_1' },
      },
      fields: {
        operationName: 'chat',
        requestModel: 'm',
        streamed: false,
        threadId: 'conv_1',
        inputMessages: [
          { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
          { role: 'user', parts: [{ type: 'text', content: 'Hi' }] },
        ],
        attributes: {},
      },
    },
    {
      what: 'items: messages, calls, results, reasoning, images',
      payload: {
        model: 'm',
        max_output_tokens: 9,
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: 'Look' },
              { type: 'input_image', image_url: 'https://example.test/a.png' },
            ],
          },
          { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] },
          { type: 'function_call', call_id: 'a', name: 'f', arguments: '{"x":1}' },
          { type: 'function_call_output', call_id: 'a', output: 'one' },
        ],
      },
      fields: {
        operationName: 'chat',
        requestModel: 'm',
        streamed: false,
        inputMessages: [
          {
            role: 'user',
            parts: [
              { type: 'text', content: 'Look' },
              { type: 'uri', modality: 'image', uri: 'https://example.test/a.png' },
            ],
          },
          { role: 'assistant', parts: [{ type: 'reasoning', content: 'Hm.' }] },
          {
            role: 'assistant',
            parts: [{ type: 'tool_call', id: 'a', name: 'f', arguments: { x: 1 } }],
          },
          { role: 'tool', parts: [{ type: 'tool_call_response', id: 'a', response: 'one' }] },
        ],
        attributes: { 'gen_ai.request.max_tokens': 9 },
      },
    },
  ])('request with $what', ({ payload, fields }) => {
    expect(responses.mapRequest(payload)).toEqual(fields);
  });

  it.each([
    { what: 'completed', payload: { status: 'completed' }, finishReasons: ['completed'] },
    {
      what: 'cut by the limit',
      payload: { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
      finishReasons: ['max_output_tokens'],
    },
    { what: 'under way', payload: { status: 'in_progress' }, finishReasons: [] },
  ])('response that is $what', ({ payload, finishReasons }) => {
    expect(responses.mapResponse(payload)).toMatchObject({ finishReasons, ...noUsage });
  });

  it('that failed inside is an error, with its code', () => {
    expect(
      responses.mapResponse({
        status: 'failed',
        error: { code: 'server_error', message: 'Overheated' },
      }),
    ).toMatchObject({ status: 'error', errorType: 'server_error', message: 'Overheated' });
  });

  it('has its own names for the same counts', () => {
    const usage = {
      input_tokens: 100,
      output_tokens: 40,
      input_tokens_details: { cached_tokens: 30 },
      output_tokens_details: { reasoning_tokens: 11 },
    };
    expect(responses.mapResponse({ usage }).usage).toEqual({
      inputTokens: 100,
      outputTokens: 40,
      cacheReadInputTokens: 30,
      cacheCreationInputTokens: null,
      reasoningOutputTokens: 11,
    });
  });
});

describe('embeddings', () => {
  it('record the input, and of the vectors how many and how long', () => {
    const request = { model: 'm', input: ['a', 'b'], encoding_format: 'float' };
    expect(embeddings.mapRequest(request)).toEqual({
      operationName: 'embeddings',
      requestModel: 'm',
      input: ['a', 'b'],
      attributes: { 'gen_ai.request.encoding_formats': 'float' },
    });
    const picked = embeddings.pickResponse?.({
      model: 'm-1',
      data: [{ embedding: [1, 2, 3] }, { embedding: [4, 5, 6] }],
      usage: { prompt_tokens: 4 },
    });
    expect(embeddings.mapResponse(picked)).toEqual({
      responseModel: 'm-1',
      output: { embeddings: 2, dimensions: 3 },
      usage: {
        inputTokens: 4,
        outputTokens: null,
        cacheReadInputTokens: null,
        cacheCreationInputTokens: null,
        reasoningOutputTokens: null,
      },
      usageSource: 'provider',
    });
  });
});

import type { EventFields } from '@agentops/core';
import { expect, it } from 'vitest';
import type { ChatResponse } from '../src/host.ts';
import { mapRequest, mapResponse, pickRequest } from '../src/mapper.ts';

const usage = {
  inputTokens: null,
  outputTokens: null,
  cacheReadInputTokens: null,
  cacheCreationInputTokens: null,
  reasoningOutputTokens: null,
};
const call = { id: 'c1', function: { name: 'f', arguments: '{"a":1}' } };

it.each<{ what: string; response: ChatResponse; fields: EventFields }>([
  {
    what: 'text and usage',
    response: {
      content: 'Hi',
      usage: { input_tokens: 9, output_tokens: 0, cached_tokens: 4 },
    },
    fields: {
      outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hi' }] }],
      usage: { ...usage, inputTokens: 9, outputTokens: 0, cacheReadInputTokens: 4 },
      usageSource: 'provider',
    },
  },
  {
    what: 'thinking and tool calls, without text',
    response: { content: null, thinking: { text: 'Hm.' }, tool_calls: [call] },
    fields: {
      outputMessages: [
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'Hm.' },
            { type: 'tool_call', id: 'c1', name: 'f', arguments: { a: 1 } },
          ],
        },
      ],
    },
  },
])('an answer with $what', ({ response, fields }) => {
  expect(mapResponse(response)).toEqual(fields);
});

it('a request: texts of String objects, images as they are, tools without their handlers', () => {
  const image = { type: 'image_url', image_url: { url: 'https://a.b/c.png' } };
  const picked = pickRequest(
    {
      model: 'm',
      temperature: 0,
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'What is it?' }, image] },
        { role: 'assistant', content: new String('A cat.'), tool_calls: [call] },
        { role: 'tool', content: 'done', tool_call_id: 'c1' },
      ],
      tools: [{ function: { name: 'f' } }],
    },
    { id: 'OpenAI', chat: () => Promise.reject() },
    false,
  );
  expect(mapRequest(picked)).toEqual({
    operationName: 'chat',
    provider: 'openai',
    requestModel: 'm',
    streamed: false,
    inputMessages: [
      {
        role: 'user',
        parts: [
          { type: 'text', content: 'What is it?' },
          { type: 'other', value: image },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'text', content: 'A cat.' },
          { type: 'tool_call', id: 'c1', name: 'f', arguments: { a: 1 } },
        ],
      },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'done' }] },
    ],
    toolDefinitions: [{ type: 'function', function: { name: 'f' } }],
    attributes: { 'gen_ai.request.temperature': 0 },
  });
});

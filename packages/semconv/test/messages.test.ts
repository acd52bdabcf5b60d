import { expect, test } from 'vitest';
import { eventOf } from './tell.ts';

function read(messages: unknown) {
  const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.input.messages': messages };
  return eventOf(attributes).inputMessages;
}

const call = { type: 'tool_call', id: 'c1', name: 'add', arguments: { a: 1 } };
const answer = { type: 'tool_call_response', id: 'c1', response: { sum: 2 } };
const text = { type: 'text', content: 'Hi' };
const thought = { type: 'reasoning', content: 'Hm' };

test.each<[string, unknown, unknown]>([
  [
    'OpenTelemetry',
    [
      { role: 'assistant', parts: [thought, text, call], finish_reason: 'tool_call' },
      {
        role: 'tool',
        name: 'add',
        parts: [{ type: 'tool_call_response', id: 'c1', result: '{"sum":2}' }],
      },
    ],
    [
      { role: 'assistant', parts: [thought, text, call], finish_reason: 'tool_call' },
      { role: 'tool', name: 'add', parts: [answer] },
    ],
  ],
  [
    'OpenAI chat completions',
    [
      {
        role: 'assistant',
        content: 'Hi',
        reasoning_content: 'Hm',
        refusal: 'No',
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'c1', content: '{"sum":2}' },
    ],
    [
      { role: 'assistant', parts: [thought, text, { type: 'refusal', content: 'No' }, call] },
      { role: 'tool', parts: [answer] },
    ],
  ],
  [
    'OpenAI responses',
    [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm' }] },
      { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'add', arguments: '{"a":1}' },
      { type: 'function_call_output', call_id: 'c1', output: '{"sum":2}' },
    ],
    [
      { role: 'user', parts: [text] },
      { role: 'assistant', parts: [thought] },
      { role: 'assistant', parts: [call] },
      { role: 'tool', parts: [answer] },
    ],
  ],
  [
    'Anthropic',
    [
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm', signature: 's' },
          { type: 'text', text: 'Hi' },
          { type: 'tool_use', id: 'c1', name: 'add', input: { a: 1 } },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: { sum: 2 } }] },
    ],
    [
      { role: 'assistant', parts: [thought, text, call] },
      { role: 'user', parts: [answer] },
    ],
  ],
  [
    'the AI SDK',
    [
      {
        role: 'assistant',
        content: [{ type: 'tool-call', toolCallId: 'c1', toolName: 'add', input: { a: 1 } }],
      },
      {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: 'c1', output: { type: 'json', value: { sum: 2 } } },
        ],
      },
    ],
    [
      { role: 'assistant', parts: [call] },
      { role: 'tool', parts: [answer] },
    ],
  ],
  [
    'Gemini',
    [
      {
        role: 'model',
        parts: [
          { text: 'Hm', thought: true },
          { text: 'Hi' },
          { functionCall: { id: 'c1', name: 'add', args: { a: 1 } } },
        ],
      },
      { role: 'function', parts: [{ functionResponse: { id: 'c1', response: { sum: 2 } } }] },
    ],
    [
      { role: 'assistant', parts: [thought, text, call] },
      { role: 'tool', parts: [answer] },
    ],
  ],
  [
    'Bedrock',
    [
      {
        role: 'assistant',
        content: [{ toolUse: { toolUseId: 'c1', name: 'add', input: { a: 1 } } }],
      },
      { role: 'user', content: [{ toolResult: { toolUseId: 'c1', content: { sum: 2 } } }] },
    ],
    [
      { role: 'assistant', parts: [call] },
      { role: 'user', parts: [answer] },
    ],
  ],
])('messages as %s has them', (_, sent, expected) => {
  expect(read(sent)).toEqual(expected);
  expect(read(JSON.stringify(sent))).toEqual(expected);
});

test.each([
  [
    { type: 'image_url', image_url: { url: 'https://a/b.png' } },
    { type: 'uri', modality: 'image', uri: 'https://a/b.png' },
  ],
  [
    { type: 'image_url', image_url: 'https://a/b.png' },
    { type: 'uri', modality: 'image', uri: 'https://a/b.png' },
  ],
  [
    { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
    { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' },
  ],
  [
    { type: 'file', data: 'AAAA', mediaType: 'application/pdf' },
    { type: 'blob', modality: 'application', mime_type: 'application/pdf', content: 'AAAA' },
  ],
  [
    { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
    { type: 'blob', modality: 'audio', content: 'AAAA' },
  ],
  [
    { type: 'input_file', file_id: 'f1' },
    { type: 'file', modality: 'file', file_id: 'f1' },
  ],
  [
    { media: { url: 'https://a/b.mp4', contentType: 'video/mp4' } },
    { type: 'uri', modality: 'video', mime_type: 'video/mp4', uri: 'https://a/b.mp4' },
  ],
  [
    { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
    { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' },
  ],
])('media: %j', (part, expected) => {
  expect(read([{ role: 'user', content: [part] }])).toEqual([{ role: 'user', parts: [expected] }]);
});

test.each([
  { type: 'search_result', q: 1 },
  { type: 'text' },
  { type: 'tool_call' },
  { type: 'image' },
  7,
  null,
  [1],
  {},
])('what has no word, or not all that it needs, is kept whole: %j', (part) => {
  expect(read([{ role: 'user', parts: [part] }])).toEqual([
    { role: 'user', parts: [{ type: 'other', value: part }] },
  ]);
});

test('no list of messages: one message, or a text', () => {
  expect(read({ role: 'user', content: 'Hi' })).toEqual([{ role: 'user', parts: [text] }]);
  expect(read('Hi')).toEqual([{ role: 'user', parts: [text] }]);
  expect(read(7)).toBeUndefined();
});

import { expect, test } from 'vitest';
import { mapSpan } from '../../src/index.ts';
import type { Span } from '../../src/span.ts';
import { eventOf, span, tell } from '../tell.ts';

const asked = [{ role: 'user', parts: [{ type: 'text', content: 'Weather?' }] }];
const answered = [{ role: 'assistant', parts: [{ type: 'text', content: 'Sunny.' }] }];
const ended = [{ ...answered[0], finish_reason: 'stop' }];

function event(name: string, attributes: Span['attributes']): Span['events'][number] {
  return { name, time: 1_767_225_600_001, attributes };
}

test.each([
  [
    'messages as JSON',
    {
      'gen_ai.input.messages': JSON.stringify(asked),
      'gen_ai.output.messages': JSON.stringify(ended),
    },
    [],
  ],
  [
    'messages as structures',
    { 'gen_ai.input.messages': asked, 'gen_ai.output.messages': ended },
    [],
  ],
  [
    'an attribute for each field',
    {
      'gen_ai.prompt.0.role': 'user',
      'gen_ai.prompt.0.content': 'Weather?',
      'gen_ai.completion.0.role': 'assistant',
      'gen_ai.completion.0.content': 'Sunny.',
      'gen_ai.completion.0.finish_reason': 'stop',
    },
    [],
  ],
  [
    'JSON as OpenAI writes it',
    {
      'gen_ai.prompt': '[{"role":"user","content":"Weather?"}]',
      'gen_ai.completion': '[{"role":"assistant","content":"Sunny.","finish_reason":"stop"}]',
    },
    [],
  ],
  [
    'an event for each message',
    {},
    [
      event('gen_ai.user.message', { content: 'Weather?' }),
      event('gen_ai.choice', { index: 0, finish_reason: 'stop', message: '{"content":"Sunny."}' }),
    ],
  ],
  [
    'events with their body as JSON',
    {},
    [
      event('gen_ai.user.message', { 'gen_ai.event.content': '{"content":"Weather?"}' }),
      event('gen_ai.choice', {
        'gen_ai.event.content': '{"finish_reason":"stop","message":{"content":"Sunny."}}',
      }),
    ],
  ],
  [
    'events with blocks as JSON (Strands)',
    {},
    [
      event('gen_ai.user.message', { content: '[{"text":"Weather?"}]' }),
      event('gen_ai.choice', { finish_reason: 'stop', message: '[{"text":"Sunny."}]' }),
    ],
  ],
  [
    'an event for the prompt, and one for the answer',
    {},
    [
      event('gen_ai.content.prompt', { 'gen_ai.prompt': '[{"role":"user","content":"Weather?"}]' }),
      event('gen_ai.content.completion', {
        'gen_ai.completion': '[{"role":"assistant","content":"Sunny.","finish_reason":"stop"}]',
      }),
    ],
  ],
  [
    'one event for all',
    {},
    [
      event('gen_ai.client.inference.operation.details', {
        'gen_ai.input.messages': asked,
        'gen_ai.output.messages': ended,
      }),
    ],
  ],
])('reads %s', (_, attributes, events) => {
  const told = { 'gen_ai.operation.name': 'chat', ...attributes };
  expect(mapSpan(span({ attributes: told, events }))).toMatchObject({
    dialect: 'gen-ai',
    event: {
      type: 'llm',
      inputMessages: asked,
      outputMessages: ended,
      finishReasons: ['stop'],
      attributes: {},
    },
  });
});

test('instructions are the first message', () => {
  const { inputMessages } = eventOf({
    'gen_ai.operation.name': 'chat',
    'gen_ai.system_instructions': '[{"type":"text","content":"Be short."}]',
    'gen_ai.input.messages': asked,
  });
  expect(inputMessages?.[0]).toEqual({
    role: 'system',
    parts: [{ type: 'text', content: 'Be short.' }],
  });
});

test('the newer of two names holds, and the older is kept where it says something else', () => {
  const event = eventOf({
    'gen_ai.system': 'openai',
    'gen_ai.provider.name': 'azure.ai.openai',
    'gen_ai.usage.prompt_tokens': 3,
    'gen_ai.usage.input_tokens': 3,
    'gen_ai.request.model': 'gpt-5-mini',
  });
  expect(event).toMatchObject({ provider: 'azure.ai.openai', usage: { inputTokens: 3 } });
  expect(event.attributes).toEqual({ 'gen_ai.system': 'openai' });
});

test('all kinds of operations, and who counts tokens', () => {
  const usage = { 'gen_ai.usage.input_tokens': 20, 'gen_ai.usage.output_tokens': 7 };
  const one = (name: string, attributes: Span['attributes'], events: Span['events'] = []) =>
    span({ name, attributes, events });
  expect(
    tell([
      one('embed', {
        'gen_ai.operation.name': 'embeddings',
        'gen_ai.system': 'az.ai.openai',
        'gen_ai.usage.input_tokens': 4,
      }),
      one('gemini', {
        'gen_ai.operation.name': 'generate_content',
        'gen_ai.usage.output_tokens': 7,
      }),
      one('execute_tool add', {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'add',
        'gen_ai.tool.type': 'extension',
        'gen_ai.tool.call.arguments': '{"a":1}',
        'gen_ai.tool.call.result': 'not {json',
      }),
      one('execute_tool by events', { 'gen_ai.operation.name': 'execute_tool' }, [
        event('gen_ai.tool.message', { role: 'tool', content: '{"a":1}', id: 'call_1' }),
        event('gen_ai.choice', { message: '[{"text":"2"}]', id: 'call_1' }),
      ]),
      one('retrieval docs', {
        'gen_ai.operation.name': 'retrieval',
        'gen_ai.retrieval.query.text': 'cats',
        'gen_ai.retrieval.documents': '[{"id":"d1","score":0.5}]',
      }),
      one('invoke_agent Ada', {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.id': 'a1',
        'gen_ai.agent.name': 'Ada',
        'gen_ai.request.model': 'gpt-5-mini',
        'gen_ai.conversation.id': 'conv-1',
        'gen_ai.input.messages': asked,
        ...usage,
      }),
      one('create_agent Ada', {
        'gen_ai.operation.name': 'create_agent',
        'gen_ai.agent.name': 'Ada',
        'gen_ai.request.model': 'gpt-5-mini',
      }),
      one('invoke_workflow plan', {
        'gen_ai.operation.name': 'invoke_workflow',
        'gen_ai.workflow.name': 'plan',
        ...usage,
      }),
      one('tools/call add', {
        'mcp.method.name': 'tools/call',
        'mcp.session.id': 'transport',
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'add',
      }),
      one('resources/read', {
        'mcp.method.name': 'resources/read',
        'mcp.resource.uri': 'file:///a',
      }),
      one('call_llm', {
        'gen_ai.system': 'gcp.vertex.agent',
        'gen_ai.request.model': 'gemini-2.5',
      }),
    ]),
  ).toMatchInlineSnapshot(`
    "
    gen-ai: llm embed | embeddings | azure.ai.openai | tokens 4,-,-,-,-
      kept -
    gen-ai: llm gemini | generate_content | tokens -,7,-,-,-
      kept -
    gen-ai: tool add | plugin
      arguments {"a":1}
      result "not {json"
      kept gen_ai.operation.name gen_ai.tool.type
    gen-ai: tool execute_tool by events | function
      arguments {"a":1}
      result "2"
      kept gen_ai.operation.name
    gen-ai: tool retrieval docs | retrieval
      arguments "cats"
      result [{"id":"d1","score":0.5}]
      kept gen_ai.operation.name
    gen-ai: action invoke_agent Ada | invoke_agent | agent a1
      input [{"role":"user","parts":[{"type":"text","content":"Weather?"}]}]
      session {"id":"conv-1"}
      kept gen_ai.operation.name gen_ai.request.model gen_ai.usage.input_tokens gen_ai.usage.output_tokens
    gen-ai: action create_agent Ada | create_agent | agent Ada
      kept gen_ai.operation.name gen_ai.request.model
    gen-ai: action plan | invoke_workflow
      kept gen_ai.operation.name gen_ai.usage.input_tokens gen_ai.usage.output_tokens
    gen-ai: tool add | mcp
      kept mcp.method.name mcp.session.id gen_ai.operation.name
    gen-ai: action resources/read | resources/read
      kept mcp.method.name mcp.resource.uri
    gen-ai: llm call_llm | chat | gcp.vertex.agent | gemini-2.5
      kept -
    "
  `);
});

test('a tool call of the model that has no name but a number', () => {
  const { outputMessages } = eventOf({
    'gen_ai.system': 'openai',
    'gen_ai.request.model': 'gpt-5-mini',
    'gen_ai.completion.0.tool_calls.1.name': 'second',
    'gen_ai.completion.0.tool_calls.0.name': 'first',
    'gen_ai.completion.0.tool_calls.0.arguments': '{"city":"Lima"}',
  });
  expect(outputMessages?.[0]?.parts).toEqual([
    { type: 'tool_call', id: null, name: 'first', arguments: { city: 'Lima' } },
    { type: 'tool_call', id: null, name: 'second', arguments: null },
  ]);
});

test('an answer that is JSON stays the text that it is', () => {
  for (const text of ['["a","b"]', '[{"text":"a"}]', '[{"type":"cat"}]', '[]', '[unfinished']) {
    const { outputMessages } = eventOf({
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'gpt-5-mini',
      'gen_ai.completion.0.content': text,
    });
    expect(outputMessages?.[0]?.parts).toEqual([{ type: 'text', content: text }]);
  }
});

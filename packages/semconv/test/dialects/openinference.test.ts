import { expect, test } from 'vitest';
import type { Span } from '../../src/span.ts';
import { eventOf, span, tell } from '../tell.ts';

function one(kind: string, attributes: Span['attributes']): Span {
  return span({ name: kind, attributes: { 'openinference.span.kind': kind, ...attributes } });
}

test('every kind of span; only models count tokens', () => {
  const totals = { 'llm.token_count.prompt': 20, 'llm.token_count.completion': 7 };
  expect(
    tell([
      one('CHAIN', {
        'input.value': '{"question":"Weather?"}',
        'input.mime_type': 'application/json',
        'output.value': '{"not":"JSON"}',
        'output.mime_type': 'text/plain',
        'session.id': 'chat-7',
        'user.id': 'user-1',
        metadata: '{"plan":"pro"}',
        'tag.tags': ['demo'],
        ...totals,
      }),
      one('AGENT', { 'agent.name': 'Ada', 'graph.node.id': 'n1' }),
      one('TOOL', {
        'tool.name': 'get_weather',
        'tool.parameters': '{"city":{"type":"string"}}',
        'tool_call.id': 'call_1',
        'input.value': '{"city":"Lima"}',
        'input.mime_type': 'application/json',
        'output.value': 'sunny',
      }),
      one('RETRIEVER', {
        'input.value': 'cats',
        'retrieval.documents.1.document.content': 'second',
        'retrieval.documents.0.document.id': 'd1',
        'retrieval.documents.0.document.score': 0.5,
        'retrieval.documents.0.document.metadata': '{"page":1}',
      }),
      one('RERANKER', {
        'reranker.query': 'cats',
        'reranker.top_k': 2,
        'reranker.input_documents.0.document.id': 'd1',
        'reranker.output_documents.0.document.id': 'd1',
      }),
      one('GUARDRAIL', {}),
      one('EVALUATOR', {}),
      one('PROMPT', {}),
      one('UNKNOWN', { 'llm.model_name': 'm' }),
      one('LLM', {
        'llm.provider': 'azure',
        'llm.system': 'openai',
        'llm.model_name': 'gpt-5-mini',
        'llm.prompts.0.prompt.text': 'Once',
        'llm.choices.0.completion.text': 'upon a time',
        ...totals,
        'llm.token_count.prompt_details.cache_write': 2,
      }),
    ]),
  ).toMatchInlineSnapshot(`
    "
    openinference: action CHAIN | chain
      input {"question":"Weather?"}
      output "{\\"not\\":\\"JSON\\"}"
      session {"id":"chat-7","tags":["demo"]}
      kept openinference.span.kind input.mime_type output.mime_type session.id user.id metadata llm.token_count.prompt llm.token_count.completion
    openinference: action AGENT | agent | agent Ada
      kept openinference.span.kind graph.node.id
    openinference: tool get_weather | function | call_1
      arguments {"city":"Lima"}
      result "sunny"
      kept openinference.span.kind tool.parameters input.mime_type
    openinference: tool RETRIEVER | retrieval
      arguments "cats"
      result [{"id":"d1","score":0.5,"metadata":{"page":1}},{"content":"second"}]
      kept openinference.span.kind
    openinference: tool RERANKER | retrieval
      arguments "cats"
      result [{"id":"d1"}]
      kept openinference.span.kind reranker.top_k reranker.input_documents.0.document.id
    openinference: action GUARDRAIL | guardrail
      kept openinference.span.kind
    openinference: action EVALUATOR | evaluator
      kept openinference.span.kind
    openinference: action PROMPT | prompt
      kept openinference.span.kind
    openinference: action UNKNOWN | internal
      kept openinference.span.kind llm.model_name
    openinference: llm LLM | chat | azure.ai.openai | gpt-5-mini | tokens 20,7,-,2,-
      < user: Once
      > assistant: upon a time
      kept openinference.span.kind llm.system
    "
  `);
});

test('contents and calls of a message, in any order and with gaps', () => {
  const { inputMessages } = eventOf({
    'openinference.span.kind': 'LLM',
    'llm.input_messages.7.message.role': 'user',
    'llm.input_messages.7.message.contents.1.message_content.text': 'and this?',
    'llm.input_messages.7.message.contents.0.message_content.type': 'image',
    'llm.input_messages.7.message.contents.0.message_content.image.image.url': 'https://a/b.png',
    'llm.input_messages.2.message.role': 'model',
    'llm.input_messages.2.message.function_call_name': 'look',
    'llm.input_messages.2.message.function_call_arguments_json': '{"at":"b"}',
  });
  expect(inputMessages).toEqual([
    {
      role: 'assistant',
      parts: [{ type: 'tool_call', id: null, name: 'look', arguments: { at: 'b' } }],
    },
    {
      role: 'user',
      parts: [
        { type: 'uri', modality: 'image', uri: 'https://a/b.png' },
        { type: 'text', content: 'and this?' },
      ],
    },
  ]);
});

test('without messages, those in the request and the answer are taken; else they are input and output', () => {
  const json = { 'input.mime_type': 'application/json', 'output.mime_type': 'application/json' };
  const kind = { 'openinference.span.kind': 'LLM', ...json };
  expect(
    eventOf({ ...kind, 'input.value': '{"messages":[{"role":"user","content":"Hi"}]}' }),
  ).toMatchObject({ inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }] });
  const other = eventOf({ ...kind, 'input.value': '{"q":1}', 'output.value': '{"a":2}' });
  expect(other).toMatchObject({ input: { q: 1 }, output: { a: 2 } });
});

test.each([
  ['first', '{"model":"gpt-5-mini","tools":[{"model":"no"}]}', undefined],
  ['with stream', '{"model": "gpt-5-mini", "tools": [], "stream": true}', true],
  ['after a list', '{"tools":[{"model":"no"}],"model":"gpt-5-mini"}', undefined],
  ['in words', '{"user":"says \\"model\\":\\"no\\"","model":"gpt-5-mini"}', undefined],
])('the model that was asked for is among the parameters: %s', (_, parameters, streamed) => {
  const kind = { 'openinference.span.kind': 'LLM', 'llm.invocation_parameters': parameters };
  const event = eventOf({ ...kind, 'llm.model_name': 'gpt-5-mini-2026-01-01' });
  expect(event).toMatchObject({
    requestModel: 'gpt-5-mini',
    responseModel: 'gpt-5-mini-2026-01-01',
  });
  expect(event.streamed).toBe(streamed);
  const both = eventOf({ ...kind, 'llm.model_name': 'b', 'llm.request.model_name': 'a' });
  expect(both).toMatchObject({ requestModel: 'a', attributes: { 'llm.model_name': 'b' } });
  expect(both).not.toHaveProperty('responseModel');
});

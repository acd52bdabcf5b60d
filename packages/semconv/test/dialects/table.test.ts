import { expect, test } from 'vitest';
import { mapSpan } from '../../src/index.ts';
import type { Span } from '../../src/span.ts';
import { eventOf, span } from '../tell.ts';

test.each<[string, string, Partial<Span>]>([
  ['an attribute', 'openinference', { attributes: { 'openinference.span.kind': 'CHAIN' } }],
  ['a scope', 'openllmetry', { scope: { name: '@traceloop/instrumentation-openai' } }],
  ['a scope', 'taskweaver', { scope: { name: 'taskweaver.module.tracing' } }],
  ['a resource', 'agentops', { resource: { 'agentops.project.id': 'p' } }],
  ['the names alone', 'gen-ai', { attributes: { 'gen_ai.prompt.0.content': 'Hi' } }],
  ['the names alone', 'vercel-ai', { attributes: { 'ai.settings.x': 1 } }],
  ['nothing', 'none', { attributes: { 'http.request.method': 'GET', 'genuine.x': 1 } }],
])('a dialect is told by %s: %s', (_, dialect, told) => {
  expect(mapSpan(span(told)).dialect).toBe(dialect);
});

test('a span of no dialect is an action by its kind, with all that it came with', () => {
  const attributes = {
    'http.request.method': 'GET',
    'session.id': 'chat-7',
    'tool.name': 'a',
    'input.value': { deep: [1] },
  };
  const links = [{ traceId: '1'.repeat(32), spanId: '2'.repeat(16), attributes: {} }];
  const mapped = mapSpan(span({ name: 'GET /', kind: 2, attributes, links }));
  expect(mapped).toEqual({
    dialect: 'none',
    session: { id: 'chat-7', hostEnv: { 'service.name': 'test' } },
    event: {
      key: '',
      type: 'action',
      name: 'GET /',
      actionType: 'server',
      startTime: span().startTime,
      endTime: span().endTime,
      status: 'ok',
      attributes: { ...attributes, 'agentops.span.links': links },
    },
    also: [],
  });
});

test('a span that speaks two dialects is named by the more specific one, and read by both', () => {
  const mapped = mapSpan(
    span({
      attributes: {
        'ai.operationId': 'ai.generateText.doGenerate',
        'ai.response.text': 'Sunny.',
        'openinference.span.kind': 'CHAIN',
        'llm.token_count.prompt': 20,
        'gen_ai.response.model': 'gpt-5-mini',
      },
    }),
  );
  expect(mapped).toMatchObject({
    dialect: 'vercel-ai',
    event: {
      type: 'llm',
      responseModel: 'gpt-5-mini',
      usage: { inputTokens: 20 },
      outputMessages: [{ parts: [{ content: 'Sunny.' }] }],
    },
  });
});

// Each of these has the calls inside it that used the tokens.
test.each([
  [{ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.usage.input_tokens': 20 }],
  [{ 'gen_ai.operation.name': 'invoke_workflow', 'gen_ai.usage.output_tokens': 7 }],
  [{ 'openinference.span.kind': 'CHAIN', 'llm.token_count.prompt': 20 }],
  [{ 'traceloop.span.kind': 'workflow', 'gen_ai.usage.prompt_tokens': 20 }],
  [{ 'agentops.span.kind': 'agent', 'gen_ai.usage.prompt_tokens': 20 }],
  [{ 'ai.operationId': 'ai.generateText', 'ai.usage.inputTokens': 20 }],
  [{ 'ai.operationId': 'ai.streamObject', 'ai.usage.promptTokens': 20 }],
])('%j has no usage of its own, and keeps the number', (attributes) => {
  const event = eventOf(attributes);
  expect(event.type).toBe('action');
  expect(event).not.toHaveProperty('usage');
  expect(event.attributes).toMatchObject(attributes);
});

test('session ids: its own before a conversation, before the resource', () => {
  const resource = { 'session.id': 'of-resource' };
  const id = (attributes: Span['attributes']) => mapSpan(span({ attributes, resource })).session.id;
  const conversation = { 'gen_ai.conversation.id': 'of-conversation' };
  expect(id({ 'session.id': 'own', ...conversation })).toBe('own');
  expect(id(conversation)).toBe('of-conversation');
  expect(id({})).toBe('of-resource');
  expect(id({ 'mcp.method.name': 'tools/list', 'mcp.session.id': 'transport' })).toBe(
    'of-resource',
  );
});

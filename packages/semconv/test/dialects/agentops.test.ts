import { expect, test } from 'vitest';
import { mapSpan } from '../../src/index.ts';
import type { Span } from '../../src/span.ts';
import { span, tell } from '../tell.ts';

function root(attributes: Span['attributes'], told: Partial<Span> = {}) {
  const { parentSpanId: _, ...one } = span({ name: 'demo.session', scope: { name: 'agentops' } });
  const kind = { 'agentops.span.kind': 'session', 'operation.name': 'demo' };
  return mapSpan({ ...one, ...told, attributes: { ...kind, ...attributes } });
}

// What 0.4 sends, and when: agentops-clients, "0.4.18 and 0.4.21".
test.each([
  ['Success', { state: 'Success' }],
  ['Fail', { state: 'Fail' }],
  ['Indeterminate', { state: 'Indeterminate' }],
  ['Failure', { state: 'Fail', raw: 'Failure' }],
  ['gave up', { state: 'Indeterminate', raw: 'gave up' }],
  ['Shutdown', { state: 'Indeterminate', raw: 'Shutdown', automatic: true }],
  ['', { state: 'Indeterminate', automatic: true }],
])('end state %j', (told, end) => {
  expect(root({ 'agentops.session.end_state': told }).session.end).toEqual(end);
});

test('without an end state the status says whether it failed', () => {
  expect(root({}).session.end).toEqual({ state: 'Indeterminate', automatic: true });
  expect(root({}, { statusCode: 2 }).session.end).toEqual({ state: 'Fail', automatic: true });
  expect(root({}, { endTime: 0 }).session.end).toBeUndefined();
});

test('a session inside another one ends only by its own word, and does not name the outer one', () => {
  const inner = { 'agentops.span.kind': 'session', 'operation.name': 'inner' };
  const ended = { ...inner, 'agentops.session.end_state': 'Success' };
  expect(mapSpan(span({ resource: {}, attributes: inner })).session).toEqual({ hostEnv: {} });
  const { session, event } = mapSpan(span({ resource: {}, attributes: ended }));
  expect(session).toEqual({ hostEnv: {}, end: { state: 'Success' } });
  // The outer one's word comes later, so that the inner one's stands in its event alone.
  expect(event.attributes).toMatchObject({ 'agentops.session.end_state': 'Success' });
});

test('what is told of a session: tags, metadata, machine, legacy reason', () => {
  const { session, event } = root({
    'agentops.tags': '["kit","demo"]',
    'agentops.session.end_state': 'Fail',
    'agentops.legacy.end_state_reason': 'no credit',
    'agentops.legacy.video': 'v.mp4',
    'trace.metadata.customer': 'c-1',
    'host.name': 'box',
    'cpu.count': 2,
  });
  expect(session).toEqual({
    name: 'demo',
    tags: ['kit', 'demo'],
    attributes: { 'trace.metadata.customer': 'c-1' },
    hostEnv: { 'service.name': 'test', 'host.name': 'box', 'cpu.count': 2 },
    end: { state: 'Fail', reason: 'no credit' },
  });
  expect(event).toMatchObject({ type: 'action', name: 'demo', actionType: 'session' });
  expect(event.attributes).toEqual({
    'agentops.span.kind': 'session',
    'agentops.legacy.video': 'v.mp4',
  });
});

test('0.4.2, and npm 0.1.0 with its numbers as strings', () => {
  const one = (name: string, scope: string, attributes: Span['attributes']) =>
    span({ name, scope: { name: scope }, attributes });
  const js = 'openai-agents-instrumentation';
  expect(
    tell([
      one('record', 'agentops', {
        'agentops.operation.name': 'record',
        'agentops.operation.message': 'hello',
      }),
      one('agent', 'agentops', {
        'agentops.span.kind': 'agent',
        'agent.id': 'a1',
        'agent.name': 'Ada',
        'agent.role': 'writer',
        'gen_ai.usage.prompt_tokens': 20,
      }),
      one('Response', js, {
        'response.id': 'resp_1',
        'response.input': '[{"role":"user","content":"Weather?"}]',
        'gen_ai.usage.input_tokens': '20',
        'gen_ai.usage.output_tokens': '7',
        'gen_ai.usage.total_tokens': '27',
      }),
      one('get_weather', js, {
        'function.name': 'get_weather',
        'function.input': '{"city":"Lima"}',
        'function.output': 'sunny',
      }),
      one('Ada', js, { 'agent.name': 'Ada' }),
      one('Handoff', js, { 'agent.handoff.{i}.from': 'Ada' }),
      one('Agent workflow', js, {}),
    ]),
  ).toMatchInlineSnapshot(`
    "
    agentops: action record | internal
      kept agentops.operation.message
    agentops: action agent | agent | agent a1
      kept agentops.span.kind gen_ai.usage.prompt_tokens
    agentops: llm Response | chat | tokens 20,7,-,-,-
      < user: Weather?
      kept response.id gen_ai.usage.total_tokens
    agentops: tool get_weather | function
      arguments {"city":"Lima"}
      result "sunny"
      kept -
    agentops: action Ada | agent | agent Ada
      kept -
    agentops: action Handoff | internal
      kept agent.handoff.{i}.from
    agentops: action Agent workflow | internal
      kept -
    "
  `);
});

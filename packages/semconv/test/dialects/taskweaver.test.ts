import { expect, test } from 'vitest';
import { attachmentsIn } from '../../src/dialects/taskweaver-attachments.ts';
import { mapSpan } from '../../src/index.ts';
import type { Span } from '../../src/span.ts';
import { span } from '../tell.ts';

const map = (name: string, attributes: Span['attributes'] = {}, told: Partial<Span> = {}) =>
  mapSpan(span({ name, attributes, scope: { name: 'taskweaver.module.tracing' }, ...told }));

const root: Partial<Span> = { parentSpanId: undefined as never };
const prompt = JSON.stringify([{ role: 'user', content: 'Hi' }]);

function raised(...frames: string[]): Partial<Span> {
  const lines = frames.map((frame) => `  File "/opt/taskweaver/${frame}\n`);
  const stack = `Traceback (most recent call last):\n${lines.join('')}ValueError: broken\n`;
  const attributes = {
    'exception.type': 'ValueError',
    'exception.message': 'broken',
    'exception.stacktrace': stack,
  };
  return { statusCode: 2, events: [{ name: 'exception', time: 1_767_225_600_100, attributes }] };
}

const left = 'x.py", line 1, in use_span';
const traced = 'module/tracing.py", line 189, in _tracing_decorator_inner';

test('attachments are taken apart', () => {
  expect(
    attachmentsIn("[THOUGHT: a, b: [c], PLAN: 1.\n2., ARTIFACT_PATHS: ['a.png', 'b.csv']]"),
  ).toEqual({
    thought: 'a, b: [c]',
    plan: '1.\n2.',
    artifact_paths: ['a.png', 'b.csv'],
  });
  expect(attachmentsIn('[]')).toEqual({});
});

test.each([
  ['a type that stands there twice', '[THOUGHT: a, PLAN: b, PLAN: c]'],
  ['no end', '[THOUGHT: a'],
  ['another beginning', '[NOTHING: a, PLAN: b]'],
  ['no list', 'PLAN: b'],
])('attachments with %s stay the text that they are', (_, text) => {
  expect(attachmentsIn(text)).toBeUndefined();
  const { event } = map('Planner.reply', { 'out.attachments': text });
  expect(event.attributes).toMatchObject({ 'taskweaver.out.attachments': text });
});

test('an exception is told by the innermost of the spans that it left', () => {
  expect(map('Planner.reply', {}, raised(left, traced)).also).toMatchObject([
    { type: 'error', errorType: 'ValueError', message: 'broken', agent: { name: 'Planner' } },
  ]);
  expect(map('_send_message', {}, raised(left, traced, traced))).toMatchObject({ also: [] });
  expect(map('Session._send_text_message', {}, raised(traced, traced))).toMatchObject({ also: [] });
  expect(map('run_code', { code: 'a' }, raised(left))).toMatchObject({ also: [] });
});

test('what went wrong in the round itself is told by the round', () => {
  const statusMessage = 'Cannot process: broken \n Traceback: …';
  const mapped = map('Session._send_text_message', {}, { ...raised('session.py"'), statusMessage });
  expect(mapped).toMatchObject({
    part: true,
    also: [{ errorType: 'round_error', message: 'Cannot process: broken' }],
  });
});

test('what led to an exception is not where it came from', () => {
  const [event] = raised(left, traced, traced).events as Span['events'];
  const inner = event?.attributes['exception.stacktrace'] as string;
  const again = raised(left, traced);
  const attributes = again.events?.[0]?.attributes as Span['attributes'];
  attributes['exception.stacktrace'] =
    `${inner}\nDuring handling of the above exception, another exception occurred:\n\n${attributes['exception.stacktrace']}`;
  expect(map('Planner.reply', {}, again).also).toHaveLength(1);
});

test('a call of a model failed where the exception came from there', () => {
  const ofModel = map('Planner.reply', { prompt }, raised(left, traced, 'llm/openai.py", line 9'));
  expect(ofModel.also).toMatchObject([
    { key: 'llm', status: 'error', attributes: { 'error.type': 'ValueError' } },
    { key: 'error' },
  ]);
  const elsewhere = map('Planner.reply', { prompt }, raised(left, traced, 'ui/handler.py"'));
  expect(elsewhere.also).toMatchObject([{ key: 'llm', status: 'ok' }, { key: 'error' }]);
});

test('a role of an extension, which is not traced, has its post by what was handed to it', () => {
  const mapped = map('_send_message', { 'in.recipient': 'WebExplorer', 'in.message': 'Look' });
  expect(mapped).toMatchObject({
    event: {
      type: 'action',
      actionType: 'post',
      name: 'WebExplorer',
      agent: { name: 'WebExplorer' },
      attributes: { 'taskweaver.role': 'WebExplorer', 'taskweaver.in.message': 'Look' },
    },
  });
  expect(mapped.part).toBeUndefined();
});

test('tokens that TaskWeaver could not count are not known', () => {
  const counted = map('CodeGenerator.reply', { prompt, prompt_size: 9, output_size: 0 });
  expect(counted.event).toMatchObject({
    type: 'llm',
    usage: { inputTokens: 9, outputTokens: 0 },
    usageSource: 'estimated',
  });
  const uncounted = map('CodeGenerator.reply', { prompt, prompt_size: 0, output_size: 0 });
  expect(uncounted.event.usage).toBeUndefined();
});

test('a code generator that did not come to its prompt called no model', () => {
  expect(map('CodeGenerator.reply', { query: 'a' }).event).toMatchObject({
    type: 'action',
    actionType: 'span',
    agent: { name: 'CodeInterpreter' },
  });
});

test('a summary is what the model said', () => {
  expect(map('RoundCompressor._summarize', { prompt, summary: 'Short.' }).event).toMatchObject({
    type: 'llm',
    inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
    outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Short.' }] }],
  });
});

test('a prompt that was cut stays the text that it is', () => {
  const { event } = map('CodeGenerator.reply', { prompt: prompt.slice(0, 9) });
  expect(event.inputMessages).toBeUndefined();
  expect(event.attributes).toEqual({ 'taskweaver.prompt': prompt.slice(0, 9) });
});

test('code that was not let through is an error of the post', () => {
  const attributes = { code: 'import os', verification_error: 'os is not allowed' };
  const told = { statusCode: 2, statusMessage: 'Code verification failed.' };
  expect(map('CodeInterpreter.reply', attributes, told)).toMatchObject({
    event: { status: 'error' },
    also: [{ errorType: 'verification_incorrect', message: 'os is not allowed' }],
  });
});

test('traces that say of no session are in one a day', () => {
  const one = map('Session.stop', {}, root).session;
  const other = map('Session.update_session_var', {}, root).session;
  expect(one).toMatchObject({
    name: 'unattributed',
    attributes: { 'agentops.unattributed': true },
  });
  expect(other.id).toBe(one.id);
  expect(map('Session.stop', {}, { ...root, startTime: 0 }).session.id).not.toBe(one.id);
});

test('a span that nobody knows keeps everything', () => {
  const links = [{ traceId: '1'.repeat(32), spanId: '2'.repeat(16), attributes: {} }];
  const events = [{ name: 'note', time: 1, attributes: {} }];
  expect(
    map('Session._upload_file', { target_path: 'a.txt' }, { links, events }).event,
  ).toMatchObject({
    type: 'action',
    name: '_upload_file',
    actionType: 'span',
    logs: events,
    attributes: { 'taskweaver.target_path': 'a.txt', 'agentops.span.links': links },
  });
});

import { expect, test } from 'vitest';
import { mapSpan } from '../src/index.ts';
import type { Span } from '../src/span.ts';
import { span } from './tell.ts';

const failed = { statusCode: 2 };
const time = 1_767_225_600_100;

function exception(type: string, message: string, stack?: string): Span['events'][number] {
  const attributes = { 'exception.type': type, 'exception.message': message };
  return {
    name: 'exception',
    time,
    attributes: stack === undefined ? attributes : { ...attributes, 'exception.stacktrace': stack },
  };
}

test('an exception is the error of a failed span', () => {
  const events = [exception('ValueError', 'no such city', 'Traceback: …')];
  const { event, also } = mapSpan(span({ ...failed, statusMessage: 'ValueError: no', events }));
  expect(event.status).toBe('error');
  expect(also).toEqual([
    {
      key: 'error',
      type: 'error',
      name: 'ValueError',
      errorType: 'ValueError',
      message: 'no such city',
      stack: 'Traceback: …',
      startTime: time,
      endTime: time,
      status: 'error',
    },
  ]);
});

// AgentOps 0.4 records a failing tool's exception twice, once by each of two layers.
test('two exceptions that tell the same are one error', () => {
  const twice = [
    exception('builtins.ValueError', 'no'),
    exception('ValueError', 'no', 'Traceback'),
  ];
  const { also } = mapSpan(span({ ...failed, events: twice }));
  expect(also).toMatchObject([{ errorType: 'builtins.ValueError', stack: 'Traceback' }]);
});

test('different exceptions are errors of their own', () => {
  const events = [exception('KeyError', 'a'), exception('ValueError', 'b')];
  const { also } = mapSpan(span({ ...failed, events }));
  expect(also.map(({ key, errorType }) => [key, errorType])).toEqual([
    ['error', 'KeyError'],
    ['error:1', 'ValueError'],
  ]);
});

test.each([
  ['the message', { statusMessage: 'TypeError: bad' }, {}, 'TypeError', 'TypeError: bad'],
  ['error.type', { statusMessage: 'bad' }, { 'error.type': '429' }, '429', 'bad'],
  ['error.message', {}, { 'error.type': 'x', 'error.message': 'why' }, 'x', 'why'],
  ['nothing', {}, {}, 'Error', ''],
])('a failed span without an exception: from %s', (_, told, attributes, errorType, message) => {
  const { event, also } = mapSpan(span({ ...failed, ...told, attributes }));
  expect(event.status).toBe('error');
  expect(also).toMatchObject([{ errorType, message, startTime: span().endTime }]);
});

test('without a status, an exception or an error.type says that it failed', () => {
  expect(mapSpan(span({ events: [exception('E', '')] })).event.status).toBe('error');
  expect(mapSpan(span({ attributes: { 'error.type': 'timeout' } })).event.status).toBe('error');
});

test('an exception in a span that says it is ok was caught', () => {
  const { event, also } = mapSpan(span({ statusCode: 1, events: [exception('E', 'caught')] }));
  expect(event.status).toBe('ok');
  expect(also).toHaveLength(1);
});

test.each(['AbortError', 'asyncio.exceptions.CancelledError', 'GraphInterrupt', 'GeneratorExit'])(
  '%s is not an error: the span was cancelled',
  (type) => {
    const { event, also, session } = mapSpan(span({ ...failed, events: [exception(type, 'x')] }));
    expect(event.status).toBe('cancelled');
    expect(also).toEqual([]);
    expect(event.logs).toMatchObject([{ name: 'exception' }]);
    expect(session.end).toBeUndefined();
  },
);

test('a class that only ends like one of them is an error', () => {
  const { event } = mapSpan(span({ ...failed, events: [exception('NotAnAbortErrorAtAll', 'x')] }));
  expect(event.status).toBe('error');
});

test.each(['cancelled', 'canceled', 'aborted', 'abort'])('finish reason %s', (reason) => {
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.response.finish_reasons': [reason],
  };
  expect(mapSpan(span({ attributes })).event.status).toBe('cancelled');
});

test('a span that has not ended is running, and ends no session', () => {
  const { parentSpanId: _, ...root } = span({ endTime: 0 });
  const { event, session } = mapSpan(root);
  expect(event.status).toBe('running');
  expect(event).not.toHaveProperty('endTime');
  expect(session.end).toBeUndefined();
});

test('other span events are logs', () => {
  const events = [{ name: 'cache.miss', time, attributes: { key: 'a' } }];
  expect(mapSpan(span({ events })).event.logs).toEqual(events);
  const attributes = { 'gen_ai.operation.name': 'chat' };
  expect(mapSpan(span({ attributes, events })).event.logs).toEqual(events);
});

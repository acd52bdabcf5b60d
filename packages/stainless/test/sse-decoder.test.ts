import { expect, test } from 'vitest';
import { SseDecoder } from '../src/sse-decoder.ts';

const text =
  'event: a\ndata: {"city":"Zürich"}\n\n: ping\r\n\r\ndata: [1,\ndata: 2]\n\ndata: [DONE]\n\n';

test('events are the same however the bytes are cut', () => {
  const bytes = new TextEncoder().encode(text);
  for (const size of [1, 2, 7, bytes.length]) {
    const decoder = new SseDecoder();
    const events: unknown[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      events.push(...decoder.decode(bytes.subarray(at, at + size)));
    }
    expect(events).toEqual([{ city: 'Zürich' }, [1, 2]]);
  }
});

test('an event that is not complete is not there yet', () => {
  const decoder = new SseDecoder();
  expect(decoder.decode(new TextEncoder().encode('data: 1\n'))).toEqual([]);
  expect(decoder.decode(new TextEncoder().encode('\n'))).toEqual([1]);
});

import { spanIdOf } from '@agentops/semconv';
import { expect, it } from 'vitest';
import { derivedId } from '../../../src/receive/derived-records.ts';
import { SpanEventIds } from '../../../src/receive/otlp/span-event-ids.ts';
import { keyOfEventId } from '../../../src/store/event-id-key.ts';

const idsOf = (traceId: string) => new SpanEventIds(derivedId('trace', traceId));
const counted = (n: number, digits: number) => n.toString(16).padStart(digits, '0');

it('is a UUIDv8 that ends as the span’s id does, and stays what it is', () => {
  const id = idsOf('5b8efff798038103d269b633813fc60c').of('eee19b7ec3c1b174');
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(spanIdOf(id)).toBe('8ee19b7ec3c1b174');
  // Events that are stored have it.
  expect(id).toBe('f9238ae6-8cee-823e-8ee1-9b7ec3c1b174');
});

it('differs between spans and between traces, also where senders count', () => {
  const ids = new Set<string>();
  const keys = new Set<number>();
  for (let trace = 1; trace <= 200; trace++) {
    const trailing = idsOf(counted(trace, 32));
    const leading = idsOf(counted(trace, 8).padEnd(32, '0'));
    for (let span = 1; span <= 100; span++) {
      for (const id of [
        trailing.of(counted(span, 16)),
        leading.of(counted(span, 16)),
        trailing.of(counted(span, 4).padEnd(16, '0')),
      ]) {
        ids.add(id);
        keys.add(keyOfEventId(id));
      }
    }
  }
  expect(ids.size).toBe(200 * 300);
  expect(keys.size).toBe(200 * 300);
});

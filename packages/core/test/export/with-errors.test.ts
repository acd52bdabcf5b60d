import { expect, it } from 'vitest';
import { ErrorEvent } from '../../src/events/error-event.ts';
import { ToolEvent } from '../../src/events/tool-event.ts';
import type { FinishedEvent } from '../../src/export/finished-events.ts';
import { withErrors } from '../../src/export/with-errors.ts';

it('gives each event its errors, wherever they come, and errors without an event for themselves', () => {
  const one = new ToolEvent({ name: 'one' });
  const two = new ToolEvent({ name: 'two' });
  const early = new ErrorEvent({ name: 'early', triggerEvent: two });
  const late = new ErrorEvent({ name: 'late', triggerEvent: two });
  const alone = new ErrorEvent({ name: 'alone' });
  const elsewhere = new ErrorEvent({ name: 'elsewhere', triggerEvent: new ToolEvent() });
  const ofError = new ErrorEvent({ name: 'of an error', triggerEvent: alone });
  const events = [early, one, alone, two, ofError, late, elsewhere] as FinishedEvent[];
  const told = withErrors(events).map(({ event, errors }) => [
    event.name,
    ...errors.map(({ name }) => name),
  ]);
  expect(told).toEqual([
    ['one'],
    ['alone'],
    ['two', 'early', 'late'],
    ['of an error'],
    ['elsewhere'],
  ]);
});

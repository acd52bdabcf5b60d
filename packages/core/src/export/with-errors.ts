import type { ErrorEvent } from '../events/error-event.ts';
import type { FinishedEvent } from './finished-events.ts';

export type FinishedError = Extract<FinishedEvent, ErrorEvent>;

/**
 * Events in their order, each with the errors that it failed with, for destinations that tell both as one. An error whose event is not
 * among them stands for itself.
 */
export function withErrors(
  events: readonly FinishedEvent[],
): { event: FinishedEvent; errors: FinishedError[] }[] {
  const errorsOf = new Map<string, FinishedError[]>();
  for (const { id, type } of events) if (type !== 'error') errorsOf.set(id, []);
  return events.flatMap((event) => {
    if (event.type !== 'error') return { event, errors: errorsOf.get(event.id) ?? [] };
    const errors = errorsOf.get(event.triggerEventId ?? '');
    errors?.push(event);
    return errors ? [] : { event, errors: [] };
  });
}

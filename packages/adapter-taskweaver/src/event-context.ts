import { ErrorEvent, type EventFields, type EventHandle } from '@agentops/core';
import type { Failure, RoundFacts } from './mapper.ts';

/** What comes with a host's event: it says neither when it was nor what the user asked. */
export interface EventContext {
  /** Asked at the start and at the end of a round. */
  round?: (roundId: string) => RoundFacts;
  /** Epoch milliseconds, of an event that was reported from another process. @default now */
  time?: number;
  /** Our id for something that has one in the host, where mapping it again must give the same. @default a new one */
  eventId?: (hostId: string) => string;
}

export function startedAs(hostId: string, fields: EventFields, context: EventContext): EventFields {
  const { time, eventId } = context;
  return {
    ...fields,
    ...(eventId ? { id: eventId(hostId) } : {}),
    ...(time === undefined ? {} : { startTime: time }),
  };
}

export function ended(fields: EventFields, { time }: EventContext): EventFields {
  return time === undefined ? fields : { ...fields, endTime: time };
}

/** Records what failed under the event that it failed in. */
export function recordFailure(
  trigger: EventHandle,
  hostId: string,
  failure: Failure,
  context: EventContext,
): void {
  const { time, eventId } = context;
  trigger.record(
    new ErrorEvent({
      ...failure,
      parentId: trigger.id,
      triggerEventId: trigger.id,
      triggerEventType: trigger.type,
      ...(eventId ? { id: eventId(`${hostId}:${failure.errorType}`) } : {}),
      ...(time === undefined ? {} : { startTime: time, endTime: time }),
    }),
  );
}

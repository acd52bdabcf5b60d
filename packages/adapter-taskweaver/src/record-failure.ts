import { ErrorEvent, type EventHandle } from '@agentops/core';
import type { Failure } from './mapper.ts';

/** Records what failed under the event that it failed in. */
export function recordFailure(trigger: EventHandle, failure: Failure): void {
  trigger.record(
    new ErrorEvent({
      ...failure,
      parentId: trigger.id,
      triggerEventId: trigger.id,
      triggerEventType: trigger.type,
    }),
  );
}

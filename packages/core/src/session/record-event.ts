import type { Event, EventSource } from '../events/base-event.ts';
import { now } from '../events/clock.ts';
import { copyPayload } from '../events/copy.ts';
import type { EventInput } from '../events/event-writer.ts';
import { describePlace } from './host-trace.ts';
import type { Origin } from './origin.ts';

export interface RecordOptions {
  source: EventSource | null;
  capture: boolean;
}

/** Records an event that is over: one record has all of it. */
export function recordEvent(origin: Origin, event: Event, options: RecordOptions): void {
  const { state, attribution } = origin;
  const copy = copyPayload({ ...event }).value as EventInput;
  const agent = copy.agent ?? origin.agent;
  const parentId = copy.parentId ?? origin.parentId ?? state.parentId;
  state.count(event.type);
  if (copy.usage) state.analytics.addUsage(copy.usage);
  state.event(
    'end',
    {
      ...copy,
      sessionId: state.id,
      endTime: copy.endTime ?? Math.max(now(), event.startTime),
      attribution,
      source: options.source,
      ...(agent === undefined ? {} : { agent }),
      ...(parentId === undefined || parentId === event.id ? {} : { parentId }),
      attributes: {
        ...copy.attributes,
        ...describePlace(origin.conflict),
      },
    },
    { capture: options.capture },
  );
}

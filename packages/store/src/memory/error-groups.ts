import { fingerprintOf } from '../projection/fingerprint.ts';
import type { ErrorGroup } from '../reader.ts';
import type { EventView } from './view.ts';

/** @param errors in time order */
export function errorGroupsOf(errors: readonly EventView[]): ErrorGroup[] {
  const groups = Map.groupBy(errors, ({ summary, event }) =>
    fingerprintOf(summary.errorType ?? '', messageOf(event)),
  );
  return [...groups].map(([fingerprint, members]): ErrorGroup => {
    const first = members[0] as EventView;
    const last = members.at(-1) as EventView;
    return {
      fingerprint,
      errorType: last.summary.errorType ?? '',
      message: messageOf(last.event),
      count: members.length,
      sessions: new Set(members.map(({ summary }) => summary.sessionId)).size,
      firstSeen: first.summary.startTime,
      lastSeen: last.summary.startTime,
      lastEventId: last.summary.id,
      lastSessionId: last.summary.sessionId,
    };
  });
}

function messageOf(event: EventView['event']): string {
  const { message } = event as { message?: unknown };
  return typeof message === 'string' ? message : '';
}

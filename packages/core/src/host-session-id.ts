import { sha256 } from '#platform/host';
import type { EventSource } from './events/base-event.ts';
import { idFromHash } from './events/id.ts';

/** The id of the session that stands for a host's: the same wherever it is recorded. `incarnation` counts how often the host began it anew. */
export function hostSessionId(
  project: string,
  source: EventSource,
  hostId: string,
  incarnation: number,
): string {
  const identity = [project, source.adapter, hostId, String(incarnation)];
  return idFromHash(sha256(JSON.stringify(identity)));
}

import type { Shape } from './content.ts';

/** By these a record hangs together with others, and a reader knows what it is. */
const message = shape({
  role: 'structure',
  finish_reason: 'structure',
  parts: shape({
    type: 'structure',
    id: 'structure',
    modality: 'structure',
    mime_type: 'structure',
  }),
});

const event = shape({
  id: 'structure',
  type: 'structure',
  sessionId: 'structure',
  parentId: 'structure',
  agent: shape({ id: 'structure' }),
  status: 'structure',
  attribution: 'structure',
  source: 'structure',
  callId: 'structure',
  kind: 'structure',
  usageSource: 'structure',
  duplicateOf: 'structure',
  triggerEventId: 'structure',
  triggerEventType: 'structure',
  inputMessages: message,
  outputMessages: message,
});

/** What in a record is not text that anybody said, so that a user's own masking does not get it. */
export const recordShape = shape({
  kind: 'structure',
  phase: 'structure',
  content: 'structure',
  level: 'structure',
  code: 'structure',
  event,
  prompt: shape({ base: 'structure', add: message }),
  chunk: shape({ deltas: shape({ type: 'structure', id: 'structure' }) }),
  session: shape({
    id: 'structure',
    source: 'structure',
    endState: 'structure',
    agent: shape({ id: 'structure' }),
  }),
});

/** A map, because a field that a host names `constructor` is not in it. */
function shape(fields: Record<string, Shape>): ReadonlyMap<string, Shape> {
  return new Map(Object.entries(fields));
}

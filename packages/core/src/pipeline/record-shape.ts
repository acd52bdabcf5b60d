import type { Shape } from './content.ts';

/** By these a record hangs together with others, and a reader knows what it is. */
const message: Shape = {
  role: 'structure',
  finish_reason: 'structure',
  parts: { type: 'structure', id: 'structure', modality: 'structure', mime_type: 'structure' },
};

const event: Shape = {
  id: 'structure',
  type: 'structure',
  sessionId: 'structure',
  parentId: 'structure',
  agent: { id: 'structure' },
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
};

/** What in a record is not text that anybody said, so that a user's own masking does not get it. */
export const recordShape: Shape = {
  kind: 'structure',
  phase: 'structure',
  content: 'structure',
  level: 'structure',
  code: 'structure',
  event,
  prompt: { base: 'structure', add: message },
  chunk: { deltas: { type: 'structure', id: 'structure' } },
  session: {
    id: 'structure',
    source: 'structure',
    endState: 'structure',
    agent: { id: 'structure' },
  },
};

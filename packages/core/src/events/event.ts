import type { ActionEvent } from './action-event.ts';
import type { ErrorEvent } from './error-event.ts';
import type { LLMEvent } from './llm-event.ts';
import type { ToolEvent } from './tool-event.ts';

/** Everything that can happen in a session. Narrow it by `type`. */
export type AgentOpsEvent = ActionEvent | LLMEvent | ToolEvent | ErrorEvent;

/** The fields of one event, each of them optional: what a start, an update or an end tells. */
export type EventFields = Partial<Omit<ActionEvent, 'type'>> &
  Partial<Omit<LLMEvent, 'type'>> &
  Partial<Omit<ToolEvent, 'type'>> &
  Partial<Omit<ErrorEvent, 'type'>>;

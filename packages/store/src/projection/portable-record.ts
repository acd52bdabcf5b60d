import type { AgentOpsEvent, AgentOpsRecord } from '@agentops/core';

/**
 * A record as it can leave its store without the records around it: its number does not count up any more, and a prompt that was
 * told against one outside of the session is told whole, where all of it is known.
 *
 * @param event what the record is of, where it is of an event
 * @param isInSession whether an event is in the same session
 */
export function portableRecord(
  record: AgentOpsRecord,
  event: AgentOpsEvent | undefined,
  isInSession: (eventId: string) => boolean,
): AgentOpsRecord {
  const portable: AgentOpsRecord = { ...record, unnumbered: true };
  if (!('prompt' in portable) || portable.prompt?.base === undefined) return portable;
  if (isInSession(portable.prompt.base)) return portable;
  if (event?.type !== 'llm' || !event.inputMessages || event.content === 'partial') return portable;
  const { inputMessages: add, toolDefinitions: tools } = event;
  return { ...portable, prompt: { keep: 0, add, ...(tools === undefined ? {} : { tools }) } };
}

import type { AgentOpsEvent } from '@agentops/core';
import { type Cost, costOf } from '@agentops/pricing';

/** An LLM call also says what it cost, null where that is not known. */
export function eventWithCost(event: AgentOpsEvent): AgentOpsEvent & { cost?: Cost | null } {
  return event.type === 'llm' ? { ...event, cost: costOrNull(event) } : event;
}

/** A recorder may have written anything where the price table expects a text. */
function costOrNull(event: Extract<AgentOpsEvent, { type: 'llm' }>): Cost | null {
  const { provider, requestModel, responseModel } = event;
  const texts = [provider ?? '', requestModel ?? '', responseModel ?? ''];
  return texts.every((text) => typeof text === 'string') ? costOf(event) : null;
}

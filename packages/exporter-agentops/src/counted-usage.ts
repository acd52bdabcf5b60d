import type { FinishedEvent, TokenUsage } from '@agentops/core';

type Call = Extract<FinishedEvent, { type: 'llm' }>;

/** The tokens that a provider counted. An estimate stays here: AgentOps could not tell it from them, and adds both up. */
export function countedUsage({ usage, usageSource }: Call): TokenUsage | null {
  return usageSource === 'estimated' ? null : (usage ?? null);
}

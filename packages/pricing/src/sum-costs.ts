import type { AgentOpsEvent } from '@agentops/core';
import { costOf } from './cost-of.ts';
import { tableVersion } from './table-version.ts';

export interface CostSum {
  /** US dollars of the calls that have a price. Null when there are calls and none has; 0 without any call. */
  usd: number | null;
  pricedCalls: number;
  /** Calls whose model or tokens are not known: what they cost is missing in `usd`. */
  unpricedCalls: number;
  /** At least one of the costs is an estimate. */
  estimated: boolean;
  /** Version of the price table. */
  tableVersion: string;
}

/** Adds up the cost of the LLM calls among `events`. A call that was seen a second time (`duplicateOf`) is left out. */
export function sumCosts(events: Iterable<AgentOpsEvent>): CostSum {
  let usd = 0;
  let pricedCalls = 0;
  let unpricedCalls = 0;
  let estimated = false;
  for (const event of events) {
    if (event.type !== 'llm' || event.duplicateOf !== undefined) continue;
    const cost = costOf(event);
    if (!cost) {
      unpricedCalls++;
      continue;
    }
    usd += cost.usd;
    pricedCalls++;
    estimated ||= cost.estimated;
  }
  const unknown = pricedCalls === 0 && unpricedCalls > 0;
  return { usd: unknown ? null : usd, pricedCalls, unpricedCalls, estimated, tableVersion };
}

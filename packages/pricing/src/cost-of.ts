import type { LLMEvent } from '@agentops/core';
import type { Usage } from '@pydantic/genai-prices';
import { priceOf } from './known-prices.ts';
import { providerIdOf } from './provider-id.ts';
import { tableVersion } from './table-version.ts';
import { tableUsage } from './usage.ts';

/** What of an `LLMEvent` its cost depends on. */
export type PricedCall = Pick<
  LLMEvent,
  | 'operationName'
  | 'provider'
  | 'requestModel'
  | 'responseModel'
  | 'startTime'
  | 'usage'
  | 'usageSource'
>;

/** What a call cost, at list prices, in US dollars. */
export interface Cost {
  /** `inputUsd` and `outputUsd`, and what a provider charges per request. */
  usd: number;
  inputUsd: number;
  outputUsd: number;
  /** Model and provider of the price table whose price was used. */
  matchedModel: string;
  matchedProvider: string;
  /** The event's tokens are an estimate, or its provider is not known and was told from the model's name. */
  estimated: boolean;
  /** Version of the price table. */
  tableVersion: string;
}

/**
 * The cost of one LLM call or embedding, at the list prices of the day it began. The model that answered counts, else the one
 * that was asked for. Null, never a guess, where the model or its tokens are not known. Reads the table that is part of the
 * package: no network, no state.
 */
export function costOf(event: PricedCall): Cost | null {
  const model = event.responseModel ?? event.requestModel;
  const usage = tableUsage(event.usage, event.operationName);
  if (!model || !usage || !Number.isFinite(event.startTime)) return null;
  const timestamp = new Date(event.startTime);
  const providerId = event.provider === null ? undefined : providerIdOf(event.provider);
  if (event.provider !== null && providerId === undefined) return null;
  const price = lookUp(usage, model, { timestamp, ...(providerId ? { providerId } : {}) });
  if (!price) return null;
  return {
    usd: price.total_price,
    inputUsd: price.input_price,
    outputUsd: price.output_price,
    matchedModel: price.model.id,
    matchedProvider: price.provider.id,
    estimated: event.usageSource === 'estimated' || event.provider === null,
    tableVersion,
  };
}

/** The table throws for a usage that it can't divide up. Such a usage has no price. */
function lookUp(
  usage: Usage,
  model: string,
  options: Parameters<typeof priceOf>[2],
): ReturnType<typeof priceOf> {
  try {
    return priceOf(usage, model, options);
  } catch {
    return null;
  }
}

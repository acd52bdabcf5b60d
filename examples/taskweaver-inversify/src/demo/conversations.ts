import type { Settings } from '../app/config-source.ts';
import { queries } from './script.ts';

export interface Conversation {
  provider: 'openai' | 'anthropic';
  query: string;
  settings: Settings;
}

const both: readonly Conversation[] = [
  { provider: 'openai', query: queries.openai, settings: { 'llm.api_type': 'openai' } },
  { provider: 'anthropic', query: queries.anthropic, settings: { 'llm.api_type': 'anthropic' } },
];

/** One session a provider; live, those whose key is there. */
export function conversations(live: boolean): readonly Conversation[] {
  if (!live) return both;
  return both.filter(({ provider }) => process.env[`${provider.toUpperCase()}_API_KEY`]);
}

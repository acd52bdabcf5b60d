import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';

/** Where the LLM providers are: a scripted one on this machine, or with `--live` the real ones. */
export interface Providers {
  openai: OpenAI;
  anthropic: Anthropic;
}

export function scriptedProviders(urls: { openai: string; anthropic: string }): Providers {
  return {
    openai: new OpenAI({ baseURL: urls.openai, apiKey: 'scripted' }),
    anthropic: new Anthropic({ baseURL: urls.anthropic, apiKey: 'scripted' }),
  };
}

/** With the keys of the environment; a client without its key fails at its first call. */
export function liveProviders(): Providers {
  const { OPENAI_API_KEY, ANTHROPIC_API_KEY } = process.env;
  return {
    openai: new OpenAI({ apiKey: OPENAI_API_KEY ?? 'none' }),
    anthropic: new Anthropic({ apiKey: ANTHROPIC_API_KEY ?? 'none' }),
  };
}

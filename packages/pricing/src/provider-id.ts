import { findProvider } from '@pydantic/genai-prices';

/** OpenTelemetry's `gen_ai.provider.name` → the table's provider, where the two differ. */
const idByName: Readonly<Record<string, string>> = {
  'aws.bedrock': 'aws',
  'azure.ai.inference': 'azure',
  'azure.ai.openai': 'azure',
  'gcp.gemini': 'google',
  'gcp.gen_ai': 'google',
  'gcp.vertex_ai': 'google',
  mistral_ai: 'mistral',
  moonshot_ai: 'moonshotai',
  x_ai: 'x-ai',
};

/**
 * The table's provider for a provider's name. Undefined where the table has none of exactly that name: it would itself also
 * take `my-openai-proxy` for OpenAI.
 */
export function providerIdOf(name: string): string | undefined {
  const id = idByName[name] ?? name;
  if (known.has(id)) return id;
  if (findProvider({ providerId: id })?.id !== id) return undefined;
  known.add(id);
  return id;
}

/** Ids that the table has: each is looked for once. */
const known = new Set<string>();

/** What senders call a provider → OpenTelemetry's `gen_ai.provider.name`, where the two differ in more than case. */
const names: ReadonlyMap<string, string> = new Map([
  ['az.ai.openai', 'azure.ai.openai'],
  ['azure', 'azure.ai.openai'],
  ['azure-openai', 'azure.ai.openai'],
  ['az.ai.inference', 'azure.ai.inference'],
  ['bedrock', 'aws.bedrock'],
  ['amazon-bedrock', 'aws.bedrock'],
  ['aws', 'aws.bedrock'],
  ['google', 'gcp.gemini'],
  ['gemini', 'gcp.gemini'],
  ['googleai', 'gcp.gemini'],
  ['google.generative-ai', 'gcp.gemini'],
  ['google.vertex', 'gcp.vertex_ai'],
  ['vertexai', 'gcp.vertex_ai'],
  ['vertex_ai', 'gcp.vertex_ai'],
  ['mistral', 'mistral_ai'],
  ['mistralai', 'mistral_ai'],
  ['xai', 'x_ai'],
  ['moonshot', 'moonshot_ai'],
  ['watsonx', 'ibm.watsonx.ai'],
]);

/** The API of a provider, as the AI SDK appends it. */
const apis =
  /\.(chat|responses|completion|completions|messages|embedding|textEmbedding|image|speech|transcription)$/;

export function providerName(told: string): string {
  const bare = told.toLowerCase().replace(apis, '');
  return names.get(bare) ?? bare;
}

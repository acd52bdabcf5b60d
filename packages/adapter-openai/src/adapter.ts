import { type AdapterOptions, createRecorder } from '@agentops/core';
import {
  attachStainlessClient,
  clientVersion,
  isOfClass,
  type StainlessClient,
} from '@agentops/stainless';
import { speech, transcriptions } from './mapper/audio.ts';
import { chatCompletions } from './mapper/chat-completions.ts';
import { embeddings } from './mapper/embeddings.ts';
import { images } from './mapper/images.ts';
import { responses } from './mapper/responses.ts';
import { toolRunners } from './run-tools.ts';

export interface OpenAIAdapterOptions extends AdapterOptions {
  /**
   * OpenAI sends the usage of a streamed chat completion only when `stream_options.include_usage` asks for it. `true` adds
   * that where the caller did not, and keeps the extra chunk from the caller. Some compatible servers reject the field.
   * @default false: usage of such calls is then `null`
   */
  includeUsage?: boolean;
}

const operations = [chatCompletions, responses, embeddings, images, speech, transcriptions];

/**
 * Records what a client of the `openai` package (4.104 to 7) does: chat completions, responses, embeddings,
 * images and audio, streamed and not, with their tool calls, errors and retries. Clones made with `withOptions` are attached with it.
 * Returns the very same object. Attaching again changes nothing; `detach(client)` of `@agentops/core` restores it.
 */
export function attachOpenAI<C extends StainlessClient>(
  client: C,
  options: OpenAIAdapterOptions = {},
): C {
  // JavaScript may say null, which has no default.
  const { includeUsage = false, ...adapterOptions } = options ?? {};
  const recorder = createRecorder({
    ...adapterOptions,
    attachedBy: 'hand',
    source: {
      adapter: '@agentops/adapter-openai',
      host: 'openai',
      hostVersion: clientVersion(client),
    },
  });
  return attachStainlessClient(client, {
    recorder,
    operations,
    includeUsage,
    toolRunners,
    providerOf,
  });
}

/** OpenTelemetry's name of the cloud that serves the API; the package has a class for each. */
function providerOf(client: StainlessClient): string {
  if (isOfClass(client, /^AzureOpenAI$/)) return 'azure.ai.openai';
  if (isOfClass(client, /^BedrockOpenAI$/)) return 'aws.bedrock';
  return 'openai';
}

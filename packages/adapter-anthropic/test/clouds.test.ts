import { createRequire } from 'node:module';
import type { LLMEvent } from '@agentops/core';
import * as importedBedrock from '@anthropic-ai/bedrock-sdk';
import * as importedVertex from '@anthropic-ai/vertex-sdk';
import { describe, expect, it } from 'vitest';
import { startRecording } from '../../../tooling/recording.ts';
import { attachAnthropic } from '../src/index.ts';
import { startCloudServer } from './cloud-server.ts';

const require = createRequire(import.meta.url);
const builds = [
  { loadedBy: 'import', bedrock: importedBedrock, vertex: importedVertex },
  {
    loadedBy: 'require',
    bedrock: require('@anthropic-ai/bedrock-sdk') as typeof importedBedrock,
    vertex: require('@anthropic-ai/vertex-sdk') as typeof importedVertex,
  },
];

const request = {
  model: 'claude-test',
  max_tokens: 10,
  messages: [{ role: 'user' as const, content: 'Hi' }],
};

describe.each(builds)('clients of clouds ($loadedBy)', ({ bedrock, vertex }) => {
  it.each([
    {
      cloud: 'Bedrock',
      provider: 'aws.bedrock',
      create: (baseURL: string) =>
        new bedrock.AnthropicBedrock({
          baseURL,
          awsRegion: 'eu-test-1',
          awsAccessKey: 'a',
          awsSecretKey: 'b',
          maxRetries: 0,
        }),
      paths: ['/model/claude-test/invoke', '/model/claude-test/invoke-with-response-stream'],
    },
    {
      cloud: 'Vertex',
      provider: 'gcp.vertex_ai',
      create: (baseURL: string) =>
        new vertex.AnthropicVertex({
          baseURL,
          region: 'eu-test1',
          projectId: 'p',
          authClient: { getRequestHeaders: async () => new Headers() } as never,
          maxRetries: 0,
        }),
      paths: ['claude-test:rawPredict', 'claude-test:streamRawPredict'].map(
        (end) => `/projects/p/locations/eu-test1/publishers/anthropic/models/${end}`,
      ),
    },
  ])(
    '$cloud: calls, streams, beta and clones are recorded',
    async ({ provider, create, paths }) => {
      const { agentops, recorded } = await startRecording([]);
      const server = await startCloudServer();
      const bare = create(server.url);
      const client = attachAnthropic(bare, { agentops });
      expect(client).toBe(bare);
      await client.messages.create(request);
      for await (const _ of await client.messages.create({ ...request, stream: true }));
      await client.beta.messages.create(request);
      expect(await client.withOptions({}).messages.stream(request).finalText()).toBe('Hello');
      expect(server.paths).toEqual([paths[0], paths[1], paths[0], paths[1]]);
      const events = (await recorded()).events as LLMEvent[];
      expect(events).toHaveLength(4);
      for (const event of events) {
        expect(event).toMatchObject({
          provider,
          status: 'ok',
          requestModel: 'claude-test',
          responseModel: 'claude-served',
          outputMessages: [{ parts: [{ type: 'text', content: 'Hello' }] }],
          usage: {
            inputTokens: 45,
            outputTokens: 7,
            cacheReadInputTokens: 30,
            cacheCreationInputTokens: 5,
            reasoningOutputTokens: 3,
          },
          source: { hostVersion: expect.stringMatching(/^1\./) },
        });
      }
      expect(events.map(({ streamed }) => streamed)).toEqual([false, true, false, true]);
    },
  );
});

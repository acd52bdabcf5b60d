import { sessionTree } from '@agentops/testkit';
import { describe, expect, it } from 'vitest';
import { startRecording } from '../../../tooling/recording.ts';
import { attachOpenAI } from '../src/index.ts';
import { type OpenAIClient, type OpenAIModule, versions } from './versions.ts';

const messages = [{ role: 'user' as const, content: 'Hi' }];
const script = [
  { text: 'Hello', usage: { inputTokens: 5, outputTokens: 2 } },
  { text: ['Hello ', 'again'] },
];

const clouds = [
  {
    cloud: 'Azure',
    provider: 'azure.ai.openai',
    path: '/openai/deployments/dep/chat/completions',
    create: ({ AzureOpenAI }: OpenAIModule, url: string): OpenAIClient =>
      new AzureOpenAI({
        apiKey: 'test',
        apiVersion: '2025-01-01',
        deployment: 'dep',
        endpoint: url,
      }),
  },
  {
    cloud: 'Bedrock',
    provider: 'aws.bedrock',
    path: '/openai/v1/chat/completions',
    create: ({ BedrockOpenAI }: OpenAIModule, url: string): OpenAIClient =>
      new BedrockOpenAI({ apiKey: 'test', awsRegion: 'eu-test-1', baseURL: `${url}/openai/v1` }),
  },
];

describe.each(versions)('openai $version', (version) => {
  for (const loadedBy of ['import', 'require'] as const) {
    const host = version[loadedBy];
    // BedrockOpenAI is there from openai 6 on.
    const here = clouds.filter(({ cloud }) => `${cloud}OpenAI` in host);
    it.each(here)(
      `a client of $cloud (${loadedBy}) is recorded as one, call and stream`,
      async ({ provider, path, create }) => {
        const { agentops, provider: server, recorded } = await startRecording(script);
        const bare = create(host, server.url);
        const client = attachOpenAI(bare, { agentops });
        expect(client).toBe(bare);
        await client.chat.completions.create({ model: 'gpt-test', messages });
        const request = { model: 'gpt-test', messages, stream: true as const };
        for await (const _ of await client.chat.completions.create(request));
        expect(server.requests.map((each) => each.path)).toEqual([path, path]);
        expect(sessionTree(await recorded())).toBe(
          [
            'session open',
            `  llm chat gpt-test: ${provider} gpt-test, 5→2 tokens, stop, "user: Hi" → "Hello"`,
            `  llm chat gpt-test: ${provider} gpt-test, no usage, stop, streamed, "user: Hi" → "Hello again"`,
            '',
          ].join('\n'),
        );
      },
    );
  }
});

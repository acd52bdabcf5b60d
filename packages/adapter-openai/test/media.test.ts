import type { LLMEvent } from '@agentops/core';
import { describe, expect, it } from 'vitest';
import { startRecording } from '../../../tooling/recording.ts';
import { attachOpenAI } from '../src/index.ts';
import { startCannedServer } from './canned-server.ts';
import { createClient } from './driver.ts';
import { versions } from './versions.ts';

const png = Buffer.from('not really a picture').toString('base64');
const imageUsage = { input_tokens: 8, output_tokens: 1056, total_tokens: 1064 };
const wav = () => new File([new Uint8Array(100)], 'talk.wav', { type: 'audio/wav' });

describe.each(versions)('openai $version', ({ version, import: { default: OpenAI } }) => {
  async function setUp(answers: Parameters<typeof startCannedServer>[0]) {
    const { agentops, recorded } = await startRecording([]);
    const bare = createClient(OpenAI, await startCannedServer(answers));
    const client = attachOpenAI(createClient(OpenAI, bare.baseURL.slice(0, -3)), { agentops });
    const calls = async () => (await recorded()).events as LLMEvent[];
    return { bare, client, calls };
  }
  /** openai 4 encodes a form before anybody can look into it. */
  const seesForms = !version.startsWith('4.');

  it('an image is recorded with its prompt, its data and its tokens', async () => {
    const { bare, client, calls } = await setUp({
      '/v1/images/generations': {
        body: {
          created: 1,
          output_format: 'webp',
          data: [{ b64_json: png, revised_prompt: 'A nice cat' }],
          usage: imageUsage,
        },
      },
    });
    const request = { model: 'gpt-image-1', prompt: 'A cat', n: 1 };
    expect(await client.images.generate(request)).toEqual(await bare.images.generate(request));
    expect(await calls()).toMatchObject([
      {
        operationName: 'image_generation',
        requestModel: 'gpt-image-1',
        inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'A cat' }] }],
        outputMessages: [
          {
            parts: [
              { type: 'blob', modality: 'image', mime_type: 'image/webp', content: png },
              { type: 'text', content: 'A nice cat' },
            ],
          },
        ],
        usage: { inputTokens: 8, outputTokens: 1056 },
        attributes: { 'gen_ai.request.choice.count': 1 },
      },
    ]);
  });

  it('an edited image is recorded, and of the file that was sent its name, type and size', async () => {
    const { client, calls } = await setUp({
      '/v1/images/edits': { body: { created: 1, data: [{ url: 'https://example.test/1.png' }] } },
    });
    const image = new File([new Uint8Array(7)], 'cat.png', { type: 'image/png' });
    await client.images.edit({ model: 'gpt-image-1', prompt: 'Add a hat', image });
    const [call] = await calls();
    expect(call).toMatchObject({
      status: 'ok',
      requestModel: seesForms ? 'gpt-image-1' : null,
      outputMessages: [{ parts: [{ type: 'uri', uri: 'https://example.test/1.png' }] }],
    });
    if (!seesForms) return;
    expect(call?.inputMessages?.[0]?.parts).toEqual([
      { type: 'text', content: 'Add a hat' },
      { type: 'other', value: { image: { name: 'cat.png', type: 'image/png', size: 7 } } },
    ]);
  });

  it('speech reaches the caller as the unread response that it is', async () => {
    const sound = new Uint8Array([1, 2, 3, 250]);
    const { client, calls } = await setUp({
      '/v1/audio/speech': { body: sound, type: 'audio/mpeg' },
    });
    const response = await client.audio.speech.create({
      model: 'tts-1',
      voice: 'alloy',
      input: 'Hello',
    });
    expect(response.bodyUsed).toBe(false);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(sound);
    expect(await calls()).toMatchObject([
      {
        operationName: 'speech',
        status: 'ok',
        requestModel: 'tts-1',
        input: { voice: 'alloy' },
        inputMessages: [{ parts: [{ content: 'Hello' }] }],
        output: { contentType: 'audio/mpeg', bytes: 4 },
        usage: null,
      },
    ]);
  });

  it.each([
    {
      what: 'by tokens',
      sent: { type: 'tokens', input_tokens: 14, output_tokens: 5, total_tokens: 19 },
      usage: expect.objectContaining({ inputTokens: 14, outputTokens: 5 }),
      attributes: {},
    },
    {
      what: 'by seconds',
      sent: { type: 'duration', seconds: 9 },
      usage: null,
      attributes: { 'openai.usage.seconds': 9 },
    },
  ])('a transcription that is billed $what', async ({ sent, usage, attributes }) => {
    const { client, calls } = await setUp({
      '/v1/audio/transcriptions': { body: { text: 'Hello there', usage: sent } },
    });
    const { text } = await client.audio.transcriptions.create({ model: 'whisper-1', file: wav() });
    expect(text).toBe('Hello there');
    const [call] = await calls();
    expect(call).toMatchObject({
      operationName: 'transcription',
      requestModel: 'whisper-1',
      outputMessages: [{ parts: [{ type: 'text', content: 'Hello there' }] }],
      attributes,
    });
    expect(call?.usage).toEqual(usage);
    if (seesForms) expect(call?.input).toMatchObject({ file: { name: 'talk.wav', size: 100 } });
  });

  it('a transcription as plain text', async () => {
    const { client, calls } = await setUp({
      '/v1/audio/transcriptions': { body: 'Hello\n', type: 'text/plain' },
    });
    const body = { model: 'whisper-1', file: wav(), response_format: 'text' as const };
    expect(await client.audio.transcriptions.create(body)).toBe('Hello\n');
    expect(await calls()).toMatchObject([
      { outputMessages: [{ parts: [{ content: 'Hello\n' }] }] },
    ]);
  });

  it('a streamed transcription', async () => {
    const usage = { type: 'tokens', input_tokens: 14, output_tokens: 5, total_tokens: 19 };
    const { client, calls } = await setUp({
      '/v1/audio/transcriptions': {
        body: [
          { type: 'transcript.text.delta', delta: 'Hello ' },
          { type: 'transcript.text.delta', delta: 'there' },
          { type: 'transcript.text.done', text: 'Hello there', usage },
        ],
      },
    });
    const file = wav();
    const body = { model: 'gpt-4o-transcribe', file, stream: true as const };
    let chunks = 0;
    for await (const _ of await client.audio.transcriptions.create(body)) chunks++;
    expect(chunks).toBe(3);
    expect(await calls()).toMatchObject([
      {
        status: 'ok',
        outputMessages: [{ parts: [{ type: 'text', content: 'Hello there' }] }],
        usage: { inputTokens: 14, outputTokens: 5 },
      },
    ]);
  });

  it.skipIf(/^[4]\./.test(version))(
    'a streamed image is recorded as it was in the end',
    async () => {
      const { client, calls } = await setUp({
        '/v1/images/generations': {
          body: [
            {
              type: 'image_generation.partial_image',
              b64_json: 'cGFydA==',
              partial_image_index: 0,
            },
            {
              type: 'image_generation.completed',
              b64_json: png,
              output_format: 'png',
              usage: imageUsage,
            },
          ],
        },
      });
      const stream = await client.images.generate({
        model: 'gpt-image-1',
        prompt: 'A cat',
        stream: true,
        partial_images: 1,
      });
      for await (const _ of stream);
      expect(await calls()).toMatchObject([
        {
          streamed: true,
          outputMessages: [{ parts: [{ content: png, mime_type: 'image/png' }] }],
          usage: { outputTokens: 1056 },
        },
      ]);
    },
  );
});

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pythonEnv } from '@agentops/testkit';
import { describe, expect, test } from 'vitest';
import { SpanReceiver } from '../../../src/receive/otlp/span-receiver.ts';
import { contentOf, eventNamed, startProduct } from './receiving.ts';

const version = '1.45.2';
const { python } = await pythonEnv({
  name: `OpenTelemetry Python ${version}`,
  requirements: [
    `opentelemetry-sdk==${version}`,
    `opentelemetry-exporter-otlp-proto-grpc==${version}`,
    `opentelemetry-exporter-otlp-proto-http==${version}`,
  ],
});
const program = fileURLToPath(new URL('python-exporters.py', import.meta.url));

describe.skipIf(!python)('the OpenTelemetry Python exporters', () => {
  const cases = (['grpc', 'http'] as const).flatMap((protocol) =>
    (['none', 'gzip'] as const).map((compression) => [protocol, compression] as const),
  );
  test.each(cases)('%s, compression %s', async (protocol, compression) => {
    await using receiving = await startProduct();
    const endpoint = protocol === 'grpc' ? receiving.grpcUrl : receiving.httpUrl;
    const args = [program, protocol, endpoint, compression];
    const { stderr } = await promisify(execFile)(python as string, args, { timeout: 60_000 });
    expect(stderr).not.toMatch(/failed|error/i);

    const content = await contentOf(receiving.store);
    expect(content.sessions).toMatchObject([
      {
        state: 'Success',
        source: { adapter: 'py.scope', host: 'py-agent', hostVersion: '3.1' },
        hostEnv: { 'telemetry.sdk.language': 'python' },
        totals: {
          events: 4,
          llmCalls: 1,
          toolCalls: 1,
          errors: 1,
          inputTokens: 9,
          outputTokens: 4,
        },
      },
    ]);
    const turn = eventNamed(content, 'turn');
    expect(turn).toMatchObject({ type: 'action', attribution: 'host-id', status: 'ok' });
    expect(eventNamed(content, 'chat')).toMatchObject({ type: 'llm', parentId: turn.id });
    const search = eventNamed(content, 'search');
    expect(search).toMatchObject({ type: 'tool', parentId: turn.id, status: 'error' });
    expect(content.events.find(({ type }) => type === 'error')).toMatchObject({
      errorType: 'ValueError',
      message: 'no such page: ü',
      triggerEventId: search.id,
    });
    expect(SpanReceiver.of(receiving.store).counts.metrics).toBe(protocol === 'grpc' ? 1 : 0);
  });
});

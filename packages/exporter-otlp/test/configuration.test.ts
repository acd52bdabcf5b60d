import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { configure } from '../src/configuration.ts';
import { OtlpConfigurationError, OtlpExporter } from '../src/index.ts';
import { version } from '../src/version.ts';
import { recordingTo } from './recording.ts';

const url = (options: Parameters<typeof configure>[0], variables = {}) =>
  configure(options, variables).url.href;

describe('where it sends', () => {
  it.each([
    [{}, {}, 'http://localhost:4318/v1/traces'],
    [{}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:1/base/' }, 'http://a:1/base/v1/traces'],
    [{}, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://a:1/x' }, 'http://a:1/x'],
    [
      {},
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://b:1',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://a:1',
      },
      'http://a:1/',
    ],
    [
      { endpoint: 'https://c' },
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://b:1' },
      'https://c/v1/traces',
    ],
    [{}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:1/?tenant=1' }, 'http://a:1/v1/traces?tenant=1'],
    [{ url: 'https://c/otlp' }, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://b:1' }, 'https://c/otlp'],
  ])('options %j, environment %j: %s', (options, variables, expected) => {
    expect(url(options, variables)).toBe(expected);
  });
});

it('reads the rest of the environment as OpenTelemetry says', () => {
  const read = configure(
    {},
    {
      OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20b, x=1=2 ,authorization=Basic%20x%3D',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x=3',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
      OTEL_EXPORTER_OTLP_TIMEOUT: '1500',
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=res,deployment.environment.name=prod',
      OTEL_SERVICE_NAME: 'mine',
    },
  );
  expect(read).toMatchObject({
    headers: { 'api-key': 'a b', x: '3', authorization: 'Basic x=' },
    gzip: false,
    timeoutMs: 1500,
    protocol: 'http/json',
    resource: { 'service.name': 'mine', 'deployment.environment.name': 'prod' },
    dialects: [],
    sampleRate: 1,
  });
});

it.each<[Parameters<typeof configure>[0], Record<string, string>, RegExp]>([
  [{}, { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /"grpc" is not supported.*http\/protobuf/],
  [{}, { OTEL_EXPORTER_OTLP_COMPRESSION: 'zstd' }, /"zstd" is not supported/],
  [{}, { OTEL_EXPORTER_OTLP_HEADERS: 'novalue' }, /OTEL_EXPORTER_OTLP_HEADERS has to be/],
  [{}, { OTEL_EXPORTER_OTLP_TIMEOUT: 'soon' }, /^OTEL_EXPORTER_OTLP_TIMEOUT.*milliseconds/],
  [{}, { OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: 'soon' }, /^OTEL_EXPORTER_OTLP_TRACES_TIMEOUT/],
  [{ timeoutMs: -5 }, {}, /timeoutMs/],
  [{ maxBodyBytes: Number.NaN }, {}, /maxBodyBytes/],
  [{ endpoint: 'localhost:4318' }, {}, /no http or https address/],
  [{ sampleRate: 2 }, {}, /from 0 to 1/],
  [{ dialects: ['langsmith' as never] }, {}, /There are: gen-ai, openinference, openllmetry/],
])('%j with %j says what to do', (options, variables, message) => {
  expect(() => configure(options, variables)).toThrow(OtlpConfigurationError);
  expect(() => configure(options, variables)).toThrow(message);
});

describe('a variable that says what can not be done', () => {
  it.each([
    ['PROTOCOL', 'grpc', 'http://localhost:4318/v1/traces'],
    ['ENDPOINT', 'no url', 'otlp (misconfigured)'],
  ])('throws nothing into the host: OTEL_EXPORTER_OTLP_%s=%s', async (variable, value, name) => {
    vi.stubEnv(`OTEL_EXPORTER_OTLP_${variable}`, value);
    const exporter = new OtlpExporter();
    expect(exporter.name).toBe(name);
    const { agentops, diagnostics } = recordingTo([exporter]);
    agentops.startSession().startTool('one').end();
    expect(await agentops.flush()).toBe(false);
    expect(diagnostics[0]).toMatchObject({ level: 'error', code: 'destination-misconfigured' });
    expect(diagnostics[0]?.message).toContain(value);
    vi.unstubAllEnvs();
    expect(() => new OtlpExporter({ protocol: 'grpc' as never })).toThrow(OtlpConfigurationError);
  });
});

it('the destination is named by its address, without what is secret in it', () => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', '');
  const { name } = new OtlpExporter({ url: 'https://user:secret@host/v1/traces?key=secret' });
  vi.unstubAllEnvs();
  expect(name).toBe('https://host/v1/traces');
});

it('knows its version', () => {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  expect(JSON.parse(manifest).version).toBe(version);
});

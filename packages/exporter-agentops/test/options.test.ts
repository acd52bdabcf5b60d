import { afterEach, describe, expect, it, vi } from 'vitest';
import { AgentOpsExporter, type AgentOpsExporterOptions } from '../src/index.ts';
import { readSettings } from '../src/options.ts';
import { apiKey } from './programs/api-key.ts';
import { recordingTo } from './recorded.ts';

afterEach(() => void vi.unstubAllEnvs());

function settings(env: Record<string, string>, options: AgentOpsExporterOptions = {}) {
  const none = { AGENTOPS_API_KEY: '', AGENTOPS_API_ENDPOINT: '', AGENTOPS_EXPORTER_ENDPOINT: '' };
  for (const [name, value] of Object.entries({ ...none, ...env })) vi.stubEnv(name, value);
  const { tracesUrl, sampleRate, timeoutMs, ...rest } = readSettings(
    { apiKey, ...options },
    process.env,
  );
  return { ...rest, traces: tracesUrl.href };
}

describe('the endpoints', () => {
  it.each([
    [{}, {}, 'https://api.agentops.ai', 'https://otlp.agentops.ai/v1/traces', 'agentops'],
    [
      { AGENTOPS_API_ENDPOINT: 'http://127.0.0.1:4242/' },
      {},
      'http://127.0.0.1:4242',
      'http://127.0.0.1:4242/v1/traces',
      'agentops http://127.0.0.1:4242',
    ],
    [
      { AGENTOPS_API_ENDPOINT: 'http://a', AGENTOPS_EXPORTER_ENDPOINT: 'http://b/v1/traces' },
      {},
      'http://a',
      'http://b/v1/traces',
      'agentops http://a traces http://b/v1/traces',
    ],
    [
      {},
      { exporterEndpoint: 'http://u:secret@b/v1/traces?key=secret' },
      'https://api.agentops.ai',
      'http://u:secret@b/v1/traces?key=secret',
      'agentops traces http://b/v1/traces',
    ],
    [
      { AGENTOPS_API_ENDPOINT: 'http://a', AGENTOPS_EXPORTER_ENDPOINT: 'http://b/v1/traces' },
      { endpoint: 'https://u:secret@c/team', exporterEndpoint: 'https://d/x', name: undefined },
      'https://u:secret@c/team',
      'https://d/x',
      'agentops https://c/team traces https://d/x',
    ],
  ] as const)('of %j and %j', (env, options, apiUrl, traces, name) => {
    const found = settings(env, options as AgentOpsExporterOptions);
    expect(found).toEqual({ apiKey, apiUrl, traces, name });
  });

  it.each(['localhost:4242', 'no url', 'ftp://a'])('can not be "%s"', (endpoint) => {
    expect(() => settings({}, { endpoint })).toThrow('AGENTOPS_API_ENDPOINT');
    expect(() => settings({}, { exporterEndpoint: endpoint })).toThrow(
      'AGENTOPS_EXPORTER_ENDPOINT',
    );
  });
});

it.each([-0.1, 1.1, Number.NaN])('the sample rate can not be %d', (sampleRate) => {
  expect(() => settings({}, { sampleRate })).toThrow('from 0 to 1');
});

it.each([
  [{ protocol: 'v3' }, 'v2 or v4'],
  [{ encoding: 'yaml' }, 'protobuf or json'],
  [{ compression: 'zstd' }, 'gzip or none'],
  [{ timeoutMs: -5 }, 'timeoutMs'],
  [{ timeoutMs: Number.NaN }, 'timeoutMs'],
])('the option %j is refused in words', (options, message) => {
  expect(() => settings({}, options as AgentOpsExporterOptions)).toThrow(message);
});

describe('a variable that says what can not be done', () => {
  it.each([
    [{}, /set AGENTOPS_API_KEY/, 'agentops'],
    [{ AGENTOPS_API_KEY: 'no-uuid' }, /set AGENTOPS_API_KEY/, 'agentops'],
    [
      { AGENTOPS_API_KEY: apiKey, AGENTOPS_API_ENDPOINT: 'localhost:1' },
      /Set AGENTOPS_API_ENDPOINT/,
      'agentops (misconfigured)',
    ],
  ])('%j throws nothing into the host, and nothing is sent', async (env, message, name) => {
    const none = { AGENTOPS_API_KEY: '', AGENTOPS_API_ENDPOINT: '' };
    for (const [key, value] of Object.entries({ ...none, ...env })) vi.stubEnv(key, value);
    const exporter = new AgentOpsExporter();
    expect(exporter.name).toBe(name);
    const { agentops, diagnostics } = recordingTo(exporter);
    agentops.startSession().startTool('one').end();
    expect(await agentops.flush()).toBe(false);
    expect(diagnostics[0]).toMatchObject({
      level: 'error',
      code: 'destination-misconfigured',
      message: expect.stringMatching(message),
    });
    await expect(exporter.export([])).rejects.toThrow(message);
  });
});

describe('the key', () => {
  it('may end in a line break, as in a file', () => {
    expect(
      settings({ AGENTOPS_API_KEY: `${apiKey}\n` }, { apiKey: undefined as never }),
    ).toMatchObject({
      apiKey,
    });
  });

  it('is AGENTOPS_API_KEY where none is given', () => {
    vi.stubEnv('AGENTOPS_API_KEY', apiKey);
    expect(new AgentOpsExporter().name).toBe('agentops');
  });

  it.each(['', 'no-uuid'])('can not be "%s", and is not shown', (key) => {
    expect(() => new AgentOpsExporter({ apiKey: key })).toThrow(/set AGENTOPS_API_KEY/);
    expect(() => new AgentOpsExporter({ apiKey: key })).not.toThrow(/no-uuid/);
  });
});

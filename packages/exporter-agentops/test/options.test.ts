import { afterEach, describe, expect, it, vi } from 'vitest';
import { AgentOpsExporter, type AgentOpsExporterOptions } from '../src/index.ts';
import { readSettings } from '../src/options.ts';
import { apiKey } from './programs/api-key.ts';

afterEach(() => void vi.unstubAllEnvs());

function settings(env: Record<string, string>, options: AgentOpsExporterOptions = {}) {
  const none = { AGENTOPS_API_KEY: '', AGENTOPS_API_ENDPOINT: '', AGENTOPS_EXPORTER_ENDPOINT: '' };
  for (const [name, value] of Object.entries({ ...none, ...env })) vi.stubEnv(name, value);
  const { tracesUrl, sampleRate, ...rest } = readSettings({ apiKey, ...options });
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
      'agentops http://a',
    ],
    [
      { AGENTOPS_API_ENDPOINT: 'http://a', AGENTOPS_EXPORTER_ENDPOINT: 'http://b/v1/traces' },
      { endpoint: 'https://u:secret@c/team', exporterEndpoint: 'https://d/x', name: undefined },
      'https://u:secret@c/team',
      'https://d/x',
      'agentops https://c/team',
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

describe('the key', () => {
  it('is AGENTOPS_API_KEY where none is given', () => {
    vi.stubEnv('AGENTOPS_API_KEY', apiKey);
    expect(new AgentOpsExporter().name).toBe('agentops');
  });

  it.each(['', 'no-uuid'])('can not be "%s", and is not shown', (key) => {
    expect(() => new AgentOpsExporter({ apiKey: key })).toThrow(/set AGENTOPS_API_KEY/);
    expect(() => new AgentOpsExporter({ apiKey: key })).not.toThrow(/no-uuid/);
  });
});

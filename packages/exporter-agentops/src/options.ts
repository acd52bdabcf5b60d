import { AgentOpsError, type ContentFunction } from '@agentops/core';

export interface AgentOpsExporterOptions {
  /** Of the project, a UUID. @default `AGENTOPS_API_KEY` */
  apiKey?: string;
  /** Where sessions and tokens are asked for. @default `AGENTOPS_API_ENDPOINT`, else `https://api.agentops.ai` */
  endpoint?: string;
  /**
   * Where spans go, the whole address; of `v4` only.
   * @default `AGENTOPS_EXPORTER_ENDPOINT`; else beside `endpoint`, where that is not AgentOps itself; else `https://otlp.agentops.ai/v1/traces`
   */
  exporterEndpoint?: string;
  /** `v2` is what the Python SDK 0.3 speaks (sessions and events), `v4` what 0.4 does (spans). @default 'v4' */
  protocol?: 'v2' | 'v4';
  /** How spans are written; of `v4` only. @default 'protobuf' */
  encoding?: 'protobuf' | 'json';
  /** Of spans; of `v4` only. @default 'none', as AgentOps' own SDK */
  compression?: 'gzip' | 'none';
  /** Whether prompts, texts, arguments and results go there; a function says it event by event. @default true */
  captureContent?: boolean | ContentFunction;
  /** The share of sessions that go there, from 0 to 1. Those that fail, or in which an error happens, always do. @default 1 */
  sampleRate?: number;
  /** Milliseconds until a request that is not answered counts as failed. @default 20,000 */
  timeoutMs?: number;
  /** Names the destination: how far it has come is kept under this name. @default 'agentops', with the endpoint where that is not AgentOps itself */
  name?: string;
  /** What a session cost, when AgentOps says so: at its end, of `v2` only. What it throws is passed over. */
  onSessionCost?: (cost: SessionCost) => void;
}

export interface SessionCost {
  sessionId: string;
  /** US dollars, as a decimal number. */
  costUsd: string;
}

export interface Settings {
  apiKey: string;
  /** Ends in no slash. */
  apiUrl: string;
  tracesUrl: URL;
  sampleRate: number;
  name: string;
}

const agentOpsApi = 'https://api.agentops.ai';
const agentOpsTraces = 'https://otlp.agentops.ai/v1/traces';
const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** @throws AgentOpsError that says what to set */
export function readSettings(options: AgentOpsExporterOptions): Settings {
  const { env } = process;
  const apiKey = options.apiKey ?? env.AGENTOPS_API_KEY ?? '';
  if (!uuid.test(apiKey)) {
    const what = apiKey === '' ? 'needs an API key' : 'was given an API key that is no UUID';
    const message = `AgentOpsExporter ${what}: set AGENTOPS_API_KEY to your project's, which is like 00000000-0000-4000-8000-000000000000.`;
    throw new AgentOpsError('AGENTOPS_NO_API_KEY', message);
  }
  const api = options.endpoint ?? env.AGENTOPS_API_ENDPOINT;
  const apiUrl = addressOf(api || agentOpsApi, 'AGENTOPS_API_ENDPOINT').href.replace(/\/+$/, '');
  const isTheirs = apiUrl === agentOpsApi;
  const traces =
    (options.exporterEndpoint ?? env.AGENTOPS_EXPORTER_ENDPOINT) ||
    (isTheirs ? agentOpsTraces : `${apiUrl}/v1/traces`);
  return {
    apiKey,
    apiUrl,
    tracesUrl: addressOf(traces, 'AGENTOPS_EXPORTER_ENDPOINT'),
    sampleRate: rateOf(options.sampleRate ?? 1),
    name: options.name ?? (isTheirs ? 'agentops' : `agentops ${withoutSecrets(apiUrl)}`),
  };
}

function addressOf(text: string, variable: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  const message = `"${text}" is no http or https address. Set ${variable} to one, such as ${agentOpsApi}.`;
  throw new AgentOpsError('AGENTOPS_NO_ENDPOINT', message);
}

function rateOf(rate: number): number {
  if (rate >= 0 && rate <= 1) return rate;
  const message = `AgentOpsExporter was given the sampleRate ${rate}: set it to a number from 0 to 1.`;
  throw new AgentOpsError('AGENTOPS_NO_SAMPLE_RATE', message);
}

function withoutSecrets(address: string): string {
  const { origin, pathname } = new URL(address);
  return pathname === '/' ? origin : origin + pathname;
}

import { AgentOpsError, type ContentFunction, type SessionCost } from '@agentops/core';

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
  /** Names the destination: how far it has come is kept under this name. @default 'agentops', with the addresses that are not AgentOps' own */
  name?: string;
  /** What a session cost, when AgentOps says so: at its end, of `v2` only. What it throws is passed over. */
  onSessionCost?: (cost: SessionCost) => void;
}

export interface Settings {
  apiKey: string;
  /** Ends in no slash. */
  apiUrl: string;
  tracesUrl: URL;
  sampleRate: number;
  timeoutMs: number;
  name: string;
}

const agentOpsApi = 'https://api.agentops.ai';
const agentOpsTraces = 'https://otlp.agentops.ai/v1/traces';
const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

type Variables = Readonly<Record<string, string | undefined>>;

const protocols: readonly unknown[] = ['v2', 'v4'];
const encodings: readonly unknown[] = ['protobuf', 'json'];
const compressions: readonly unknown[] = ['gzip', 'none'];
const anyKey = '00000000-0000-4000-8000-000000000000';

/**
 * As `readSettings`, where a variable may say what can't be done, or be missing: that is no reason to throw in a host. With a `problem`
 * the rest is a stand-in, and nothing may be sent by it.
 * @throws AgentOpsError for an option
 */
export function readSettingsSafely(
  options: AgentOpsExporterOptions,
  variables: Variables,
): { settings: Settings; problem?: AgentOpsError } {
  try {
    return { settings: readSettings(options, variables) };
  } catch (error) {
    const standIn = readSettings({ apiKey: anyKey, ...options }, {});
    const name = options.name ?? nameFrom(options, variables);
    return { settings: { ...standIn, name }, problem: error as AgentOpsError };
  }
}

/** As it will be called once there is a key. */
function nameFrom(options: AgentOpsExporterOptions, variables: Variables): string {
  try {
    return readSettings({ ...options, apiKey: anyKey }, variables).name;
  } catch {
    return 'agentops (misconfigured)';
  }
}

/** @throws AgentOpsError that says what to set */
export function readSettings(options: AgentOpsExporterOptions, env: Variables): Settings {
  const apiKey = (options.apiKey ?? env.AGENTOPS_API_KEY ?? '').trim();
  if (!uuid.test(apiKey)) {
    const what = apiKey === '' ? 'needs an API key' : 'was given an API key that is no UUID';
    const message = `AgentOpsExporter ${what}: set AGENTOPS_API_KEY to your project's, which is like ${anyKey}.`;
    throw new AgentOpsError('AGENTOPS_NO_API_KEY', message);
  }
  checkChoice('protocol', options.protocol, protocols);
  checkChoice('encoding', options.encoding, encodings);
  checkChoice('compression', options.compression, compressions);
  const api = options.endpoint ?? env.AGENTOPS_API_ENDPOINT?.trim();
  const apiUrl = addressOf(api || agentOpsApi, 'AGENTOPS_API_ENDPOINT').href.replace(/\/+$/, '');
  const isTheirs = apiUrl === agentOpsApi;
  const usualTraces = isTheirs ? agentOpsTraces : `${apiUrl}/v1/traces`;
  const traces =
    (options.exporterEndpoint ?? env.AGENTOPS_EXPORTER_ENDPOINT?.trim()) || usualTraces;
  const tracesUrl = addressOf(traces, 'AGENTOPS_EXPORTER_ENDPOINT');
  const names = [
    'agentops',
    ...(isTheirs ? [] : [withoutSecrets(apiUrl)]),
    // What goes to a place of one's own must not be sent to the service by one who knows the name alone.
    ...(tracesUrl.href === usualTraces ? [] : [`traces ${withoutSecrets(traces)}`]),
  ];
  return {
    apiKey,
    apiUrl,
    tracesUrl,
    sampleRate: rateOf(options.sampleRate ?? 1),
    timeoutMs: timeoutOf(options.timeoutMs ?? 20_000),
    name: options.name ?? names.join(' '),
  };
}

function checkChoice(option: string, told: unknown, known: readonly unknown[]): void {
  if (told === undefined || known.includes(told)) return;
  const message = `AgentOpsExporter was given the ${option} "${told}": set it to ${known.join(' or ')}.`;
  throw new AgentOpsError('AGENTOPS_BAD_OPTION', message);
}

function timeoutOf(ms: number): number {
  if (Number.isFinite(ms) && ms > 0) return ms;
  const message = `AgentOpsExporter was given the timeoutMs ${ms}: set it to a number of milliseconds above 0.`;
  throw new AgentOpsError('AGENTOPS_BAD_OPTION', message);
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

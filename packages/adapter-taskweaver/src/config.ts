/** The host's `taskweaver_config.json`: what of it is for us, and what of it nobody may see. */
import type { AdapterOptions } from '@agentops/core';

/** What a host's config says to AgentOps. TaskWeaver ignores keys that it does not know. */
export interface ConfigOptions extends AdapterOptions {
  /** `agentops.directory` */
  directory?: string;
  /** Keys under `agentops.` that mean nothing here, or have a value of the wrong type. */
  notUnderstood: string[];
}

/** Reads the keys under `agentops.` of a parsed `taskweaver_config.json`. */
export function readConfig(config: Readonly<Record<string, unknown>>): ConfigOptions {
  const options: ConfigOptions = { notUnderstood: [] };
  for (const [key, value] of Object.entries(config)) {
    if (!key.startsWith('agentops.')) continue;
    if (key === 'agentops.capture_content' && typeof value === 'boolean') {
      options.captureContent = value;
    } else if (key === 'agentops.directory' && typeof value === 'string') {
      options.directory = value;
    } else options.notUnderstood.push(key);
  }
  return options;
}

const secret = /api_?key|gpt4v_key|secret|token|password|passwd|connection_string|credential/i;
/** Settings about tokens, which are numbers or words. */
const harmless = /max_tokens|stop_token|tokenizer/i;

/**
 * A copy with secrets masked, at any depth: `llm.api_key`, `llm.<type>.api_key`, `llm.*.aad_client_secret`,
 * `logging.appinsights_connection_string`, `ext_llms.llm_configs.{alias}.llm.api_key`, …
 */
export function redactConfig(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redactConfig);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, hides(key, item) ? mask : redactConfig(item)]),
  );
}

const mask = '[redacted]';

function hides(key: string, value: unknown): boolean {
  if (value === null || value === '' || typeof value === 'boolean') return false;
  return secret.test(key) && !harmless.test(key);
}

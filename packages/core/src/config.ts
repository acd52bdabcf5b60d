import type { LogLevel } from './diagnostics.ts';
import type { Exporter } from './export/exporter.ts';

/** Options of `init`. Each has an environment variable where one is named; an option beats its variable. */
export interface InitOptions {
  /** Name of the session that `init` starts. */
  name?: string;
  /** Tags of the session that `init` starts. */
  tags?: readonly string[];
  /** Attributes of the session that `init` starts. */
  attributes?: Record<string, unknown>;
  /** @default true */
  autoStartSession?: boolean;
  /** Where events are recorded. Env `AGENTOPS_DIR`. @default '.agentops' */
  directory?: string;
  /**
   * Whether prompts, texts, arguments, results and error messages are kept in the local store.
   * `AGENTOPS_CAPTURE_CONTENT=false` switches them off everywhere, whatever is said here. @default true
   */
  captureContent?: boolean;
  /** Your own masking of every text, after the built-in one. Where it throws, the text is masked as a whole. */
  redact?: (text: string) => string;
  /** Further destinations. */
  exporters?: readonly Exporter[];
  /**
   * What becomes of an LLM call through a client attached by hand when several sessions are open and none is named:
   * it rejects (`throw`), or it is recorded as unattributed (`quarantine`). Env `AGENTOPS_ON_AMBIGUOUS_SESSION`.
   * @default 'throw'
   */
  onAmbiguousSession?: 'throw' | 'quarantine';
  /** Tells the sessions of hosts of one project from those of another. @default a random id kept in the directory */
  project?: string;
  /** Records nothing. Env `AGENTOPS_DISABLED`. @default false */
  disabled?: boolean;
  /** What is said on stderr. Env `AGENTOPS_LOG`. @default 'warn' */
  logLevel?: LogLevel;
}

/** What the options and the environment come to. */
export interface Config {
  directory: string;
  captureContent: boolean;
  redact: ((text: string) => string) | undefined;
  exporters: readonly Exporter[];
  onAmbiguousSession: 'throw' | 'quarantine';
  project: string | undefined;
  disabled: boolean;
  /** `AGENTOPS_ENDPOINT`, which is for exporters: somebody who sets it means one. */
  endpoint: string | undefined;
  /** `AGENTOPS_CONTEXT`: the session of the process above. */
  context: string | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const logLevels: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

export function resolveConfig(options: InitOptions, env: Environment): Config {
  const exporters = options.exporters ?? [];
  const local = options.captureContent ?? true;
  const wanted = local || exporters.some((exporter) => exporter.captureContent !== false);
  return {
    directory: options.directory ?? (env.AGENTOPS_DIR || '.agentops'),
    captureContent: readFlag(env.AGENTOPS_CAPTURE_CONTENT) !== false && wanted,
    redact: options.redact,
    exporters,
    onAmbiguousSession:
      options.onAmbiguousSession ??
      (env.AGENTOPS_ON_AMBIGUOUS_SESSION === 'quarantine' ? 'quarantine' : 'throw'),
    project: options.project,
    disabled: options.disabled ?? readFlag(env.AGENTOPS_DISABLED) ?? false,
    endpoint: env.AGENTOPS_ENDPOINT,
    context: env.AGENTOPS_CONTEXT,
  };
}

export function resolveLogLevel(options: InitOptions, env: Environment): LogLevel {
  const named = options.logLevel ?? (env.AGENTOPS_LOG as LogLevel | undefined);
  return named && logLevels.includes(named) ? named : 'warn';
}

/** Of the process, where there is one. */
export function environment(): Environment {
  return globalThis.process?.env ?? {};
}

function readFlag(text: string | undefined): boolean | undefined {
  if (text === undefined || text === '') return undefined;
  return !['false', '0', 'no', 'off'].includes(text.toLowerCase());
}

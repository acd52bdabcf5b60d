import { type ExtraDialect, extraDialects, SERVICE_NAME } from '@agentops/semconv';
import { OtlpConfigurationError } from './configuration-error.ts';
import { Environment, tracesUrl } from './environment.ts';
import type { OtlpExporterOptions } from './otlp-exporter.ts';

export type Protocol = 'http/protobuf' | 'http/json';

/** What the options and the environment come to. */
export interface Configuration {
  url: URL;
  headers: Record<string, string>;
  protocol: Protocol;
  gzip: boolean;
  timeoutMs: number;
  /** Beats what a session says of where it ran. */
  resource: Record<string, unknown>;
  dialects: readonly ExtraDialect[];
  sampleRate: number;
  maxBodyBytes: number;
}

const protocols: readonly string[] = ['http/protobuf', 'http/json'];
const compressions: readonly string[] = ['gzip', 'none'];

const usualEndpoint = 'http://localhost:4318';

/**
 * The same, where a variable may say what can't be done: that is no reason to throw in a host, whose program did not say it. With a
 * `problem` the rest is a stand-in, and nothing may be sent by it.
 * @throws OtlpConfigurationError for an option
 */
export function configureSafely(
  options: OtlpExporterOptions,
  variables: Readonly<Record<string, string | undefined>>,
): { configuration: Configuration; problem?: OtlpConfigurationError; name?: string } {
  try {
    return { configuration: configure(options, variables) };
  } catch (error) {
    const configuration = configure(options, {});
    return { configuration, problem: error as OtlpConfigurationError, name: nameFrom(variables) };
  }
}

/** The address, where that is not what is wrong. */
function nameFrom(variables: Readonly<Record<string, string | undefined>>): string {
  const url = URL.parse(new Environment(variables).url() ?? tracesUrl(usualEndpoint));
  return url ? nameOf(url) : 'otlp (misconfigured)';
}

export function nameOf({ origin, pathname }: URL): string {
  return origin + pathname;
}

/** @throws OtlpConfigurationError */
export function configure(
  options: OtlpExporterOptions,
  variables: Readonly<Record<string, string | undefined>>,
): Configuration {
  const env = new Environment(variables);
  const endpoint = options.endpoint === undefined ? undefined : tracesUrl(options.endpoint);
  const serviceName = options.serviceName ?? env.get('OTEL_SERVICE_NAME');
  return {
    url: parseUrl(options.url ?? endpoint ?? env.url() ?? tracesUrl(usualEndpoint)),
    headers: { ...env.headers(), ...options.headers },
    protocol: oneOf<Protocol>(
      env.nameOfTraces('PROTOCOL'),
      options.protocol ?? env.ofTraces('PROTOCOL') ?? 'http/protobuf',
      protocols,
    ),
    gzip:
      oneOf<string>(
        env.nameOfTraces('COMPRESSION'),
        options.compression ?? env.ofTraces('COMPRESSION') ?? 'gzip',
        compressions,
      ) === 'gzip',
    timeoutMs: positive(
      `${env.nameOfTraces('TIMEOUT')}, or the option timeoutMs,`,
      options.timeoutMs ?? env.ofTraces('TIMEOUT') ?? 10_000,
      'milliseconds',
    ),
    resource: {
      ...env.resource(),
      ...options.resourceAttributes,
      ...(serviceName === undefined ? {} : { [SERVICE_NAME]: serviceName }),
    },
    dialects: dialectsOf(options.dialects ?? []),
    sampleRate: rateOf(options.sampleRate ?? 1),
    maxBodyBytes: positive('maxBodyBytes', options.maxBodyBytes ?? 2 * 1024 * 1024, 'bytes'),
  };
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new OtlpConfigurationError(
    `"${text}" is no http or https address. Set OTEL_EXPORTER_OTLP_ENDPOINT to one, such as http://localhost:4318.`,
  );
}

function oneOf<T extends string>(variable: string, told: string, known: readonly string[]): T {
  if (known.includes(told)) return told as T;
  throw new OtlpConfigurationError(
    `"${told}" is not supported. Set ${variable}, or the option, to ${known.join(' or ')}.`,
  );
}

function positive(name: string, told: string | number, unit: string): number {
  const value = Number(told);
  if (Number.isFinite(value) && value > 0) return value;
  throw new OtlpConfigurationError(`${name} has to be a number of ${unit}; it is "${told}".`);
}

function dialectsOf(told: readonly string[]): ExtraDialect[] {
  for (const each of told) {
    if (each === 'gen-ai' || (extraDialects as readonly string[]).includes(each)) continue;
    const known = ['gen-ai', ...extraDialects].join(', ');
    throw new OtlpConfigurationError(`There is no dialect "${each}". There are: ${known}.`);
  }
  return extraDialects.filter((each) => told.includes(each));
}

function rateOf(rate: number): number {
  if (rate >= 0 && rate <= 1) return rate;
  throw new OtlpConfigurationError(`sampleRate has to be from 0 to 1; it is ${rate}.`);
}

import { OtlpConfigurationError } from './configuration-error.ts';

/**
 * OpenTelemetry's own variables
 * (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). One for traces beats the one for all signals.
 */
export class Environment {
  readonly #variables: Readonly<Record<string, string | undefined>>;

  constructor(variables: Readonly<Record<string, string | undefined>>) {
    this.#variables = variables;
  }

  /** An empty variable counts as unset. */
  get(name: string): string | undefined {
    return this.#variables[name]?.trim() || undefined;
  }

  /** `OTEL_EXPORTER_OTLP_TRACES_…`, else `OTEL_EXPORTER_OTLP_…`. */
  ofTraces(name: string): string | undefined {
    return this.get(`OTEL_EXPORTER_OTLP_TRACES_${name}`) ?? this.get(`OTEL_EXPORTER_OTLP_${name}`);
  }

  /** The one that `ofTraces` reads. */
  nameOfTraces(name: string): string {
    const own = `OTEL_EXPORTER_OTLP_TRACES_${name}`;
    return this.get(own) === undefined ? `OTEL_EXPORTER_OTLP_${name}` : own;
  }

  /** The one for traces is a whole address, to the other the path is added. */
  url(): string | undefined {
    const whole = this.get('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
    if (whole !== undefined) return whole;
    const base = this.get('OTEL_EXPORTER_OTLP_ENDPOINT');
    return base === undefined ? undefined : tracesUrl(base);
  }

  headers(): Record<string, string> {
    return {
      ...this.#pairs('OTEL_EXPORTER_OTLP_HEADERS'),
      ...this.#pairs('OTEL_EXPORTER_OTLP_TRACES_HEADERS'),
    };
  }

  resource(): Record<string, string> {
    return this.#pairs('OTEL_RESOURCE_ATTRIBUTES');
  }

  /** `key=value,key=value`, each percent-encoded as in W3C baggage. */
  #pairs(name: string): Record<string, string> {
    const pairs: Record<string, string> = {};
    for (const pair of this.get(name)?.split(',') ?? []) {
      if (pair.trim() === '') continue;
      const [key = '', ...value] = pair.split('=');
      if (key.trim() === '' || value.length === 0) {
        throw new OtlpConfigurationError(
          `${name} has to be key=value,key=value; one of its parts has no "=" with a key before it.`,
        );
      }
      pairs[decoded(key)] = decoded(value.join('='));
    }
    return pairs;
  }
}

/** Where traces go, under the address of an OTLP receiver. */
export function tracesUrl(endpoint: string): string {
  const [, base = '', query = ''] = /^([^?#]*)(.*)$/s.exec(endpoint) ?? [];
  return `${base.replace(/\/+$/, '')}/v1/traces${query}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return text.trim();
  }
}

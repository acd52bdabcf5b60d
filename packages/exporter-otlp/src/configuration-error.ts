import { AgentOpsError } from '@agentops/core';

/** An option or an `OTEL_*` variable says something that can't be done. */
export class OtlpConfigurationError extends AgentOpsError {
  constructor(message: string) {
    super('AGENTOPS_OTLP_CONFIGURATION', message);
  }
}

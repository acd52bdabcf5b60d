export type { SessionCost } from '@agentops/core';
export { AgentOpsExporter } from './agentops-exporter.ts';
export { AgentOpsApiError } from './api-error.ts';
export type { AgentOpsExporterOptions } from './options.ts';

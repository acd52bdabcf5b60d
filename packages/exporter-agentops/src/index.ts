export { AgentOpsExporter } from './agentops-exporter.ts';
export { AgentOpsApiError } from './api-error.ts';
export type { AgentOpsExporterOptions, SessionCost } from './options.ts';

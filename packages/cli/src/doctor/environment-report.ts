/** The variables that AgentOps reads, and how each may be shown. */
const variables = {
  AGENTOPS_DIR: 'whole',
  AGENTOPS_CAPTURE_CONTENT: 'whole',
  AGENTOPS_DISABLED: 'whole',
  AGENTOPS_URL: 'address',
  AGENTOPS_TOKEN: 'secret',
  AGENTOPS_ENDPOINT: 'address',
  AGENTOPS_API_KEY: 'secret',
  AGENTOPS_API_ENDPOINT: 'address',
  AGENTOPS_EXPORTER_ENDPOINT: 'address',
  AGENTOPS_ON_AMBIGUOUS_SESSION: 'whole',
  AGENTOPS_CONTEXT: 'whole',
  AGENTOPS_LOG: 'whole',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'address',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'address',
  OTEL_EXPORTER_OTLP_PROTOCOL: 'whole',
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'whole',
  OTEL_EXPORTER_OTLP_HEADERS: 'secret',
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'secret',
} as const;

/** The variables that are set, here and now. Secrets are never shown. */
export function environmentReport(env: NodeJS.ProcessEnv): Record<string, string> {
  const report: Record<string, string> = {};
  for (const [name, how] of Object.entries(variables)) {
    const value = env[name];
    if (value === undefined || value === '') continue;
    if (how === 'secret') report[name] = '(set, not shown)';
    else report[name] = how === 'address' ? withoutCredentials(value) : value;
  }
  return report;
}

/** `https://user:password@host/?token=…` → `https://host/`. */
function withoutCredentials(endpoint: string): string {
  try {
    const url = new URL(endpoint);
    return `${url.origin}${url.pathname}`;
  } catch {
    return '(not a URL)';
  }
}

/** The variables that AgentOps reads. */
const variables = [
  'AGENTOPS_DIR',
  'AGENTOPS_CAPTURE_CONTENT',
  'AGENTOPS_DISABLED',
  'AGENTOPS_API_KEY',
  'AGENTOPS_ENDPOINT',
  'AGENTOPS_ON_AMBIGUOUS_SESSION',
  'AGENTOPS_CONTEXT',
  'AGENTOPS_LOG',
] as const;

/** The variables that are set, here and now. Secrets are never shown. */
export function environmentReport(env: NodeJS.ProcessEnv): Record<string, string> {
  const report: Record<string, string> = {};
  for (const name of variables) {
    const value = env[name];
    if (value === undefined || value === '') continue;
    if (name === 'AGENTOPS_API_KEY') report[name] = '(set, not shown)';
    else if (name === 'AGENTOPS_ENDPOINT') report[name] = withoutCredentials(value);
    else report[name] = value;
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

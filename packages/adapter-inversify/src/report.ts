import { type Diagnostic, defaultAgentOps } from '@agentops/core';

export const adapterName = '@agentops/adapter-inversify';

/** Says something about a service: on the diagnostics channel, and in the spool for `agentops doctor`. */
export function report(
  level: Diagnostic['level'],
  code: string,
  message: string,
  service?: string,
): void {
  const details = { adapter: adapterName, host: 'inversify', ...(service ? { service } : {}) };
  defaultAgentOps.report({ level, code, message, details });
}

import type { Attributes } from '../span.ts';

/** OpenTelemetry's names of what core tells of the machine and the process. */
const names: Readonly<Record<string, string>> = {
  os: 'os.description',
  arch: 'host.arch',
  runtime: 'process.runtime.description',
  hostname: 'host.name',
  pid: 'process.pid',
};

/** Where a session ran, in OpenTelemetry's names. What it has no name for keeps its own. */
export function hostAttributes(hostEnv: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(hostEnv).map(([name, value]) => [names[name] ?? name, value]),
  );
}

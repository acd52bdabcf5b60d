import type { EventSource } from '@agentops/core';

/** `openai 7.57.0`. */
export function hostName({ host, hostVersion }: EventSource): string {
  return hostVersion === null ? `${host} (unknown version)` : `${host} ${hostVersion}`;
}

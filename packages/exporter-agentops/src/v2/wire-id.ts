import { createHash } from 'node:crypto';
import { idFromHash } from '@agentops/core';

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** AgentOps keeps ids as UUIDs. One that is none, a host's own, becomes one, always the same. */
export function wireId(id: string): string {
  return uuid.test(id) ? id : idFromHash(createHash('sha256').update(`agentops ${id}`).digest());
}

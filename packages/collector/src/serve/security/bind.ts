import { AgentOpsError } from '@agentops/core';
import { isLoopback } from './host.ts';

/** A collector that others can reach was to be started without a token. */
export class UnsafeBindError extends AgentOpsError {
  constructor(host: string) {
    super(
      'AGENTOPS_UNSAFE_BIND',
      `Others can reach ${host}, so the collector needs a token there: give one, or listen on 127.0.0.1.`,
    );
  }
}

/** @throws UnsafeBindError where others than this machine could ask without a token */
export function checkBind(host: string, token: string | undefined): void {
  if (!token && !isLoopback(host)) throw new UnsafeBindError(host);
}

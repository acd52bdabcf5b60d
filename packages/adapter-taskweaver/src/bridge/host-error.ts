import type { Failure } from '../mapper.ts';
import type { HostError } from './host-events.ts';

/** An exception of the host's, as our error events have it. `otherwise`: its type, where the host does not tell. */
export function readHostError(error: HostError | null | undefined, otherwise = 'Error'): Failure {
  const { type, message, stack, status_code } = error ?? {};
  return {
    errorType: type || otherwise,
    message: message ?? '',
    ...(stack == null ? {} : { stack }),
    ...(status_code == null ? {} : { code: status_code }),
  };
}

import { isIP } from 'node:net';

/** Where a server listens, and by which names it may be asked. */
export interface HostRules {
  /** The address that is listened on, such as `127.0.0.1` or `0.0.0.0`. */
  host: string;
  /** Further names that may stand in the Host header, without a port: of a proxy, or of the machine. */
  allowedHosts?: readonly string[] | undefined;
}

/** Whether nobody but this machine can reach it. */
export function isLoopback(host: string): boolean {
  const name = withoutBrackets(host).toLowerCase();
  if (name === 'localhost' || name === '::1') return true;
  if (isIP(name) === 4) return name.startsWith('127.');
  return isIP(name) === 6 && /^::ffff:127\./.test(name);
}

/**
 * Whether a Host header names this server. A page elsewhere can let its own name point to this machine, and the browser would
 * then take our answers for its own (DNS rebinding); so a name has to be known. An address can't be forged like that.
 */
export function isAllowedHost(header: string | undefined, rules: HostRules): boolean {
  const name = hostName(header);
  if (name === undefined) return false;
  if (isLoopback(name) || name === withoutBrackets(rules.host).toLowerCase()) return true;
  if (isIP(name) !== 0 && isWildcard(rules.host)) return true;
  return (rules.allowedHosts ?? []).some((allowed) => allowed.toLowerCase() === name);
}

function isWildcard(host: string): boolean {
  const name = withoutBrackets(host);
  return name === '0.0.0.0' || name === '::' || name === '';
}

/** The name or address of `name:port` or `[address]:port`. */
function hostName(header: string | undefined): string | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(header ?? '');
  return match ? withoutBrackets(match[1] as string).toLowerCase() : undefined;
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

/**
 * Whether the page that asks may. Who sends no Origin is no page, or only wants to show something of ours, which the headers of
 * our answers don't let it read. `host` is the Host header, which has been checked.
 */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  allowedOrigins: readonly string[] = [],
): boolean {
  if (origin === undefined) return true;
  if (allowedOrigins.includes(origin)) return true;
  const url = URL.parse(origin);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return false;
  // A proxy may speak TLS for us, so that the scheme is not known here.
  return url.host === host?.toLowerCase();
}

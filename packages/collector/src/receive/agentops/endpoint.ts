const endpoints = [
  'v2/create_session',
  'v2/update_session',
  'v2/create_events',
  'v2/update_events',
  'v2/create_agent',
  'v2/reauthorize_jwt',
  'v2/developer_errors',
  'v3/auth/token',
  'v4/logs/upload',
  'v1/traces',
  'v1/metrics',
  'v1/logs',
] as const;

/** One of the AgentOps API's paths, without slashes around it. */
export type Endpoint = (typeof endpoints)[number];

/**
 * Which endpoint a path means. The clients put what they were given in front of it as it is: with a path of its own, with a
 * slash at the end (`//v2/…`); some end in a slash themselves.
 */
export function endpointOf(path: string): Endpoint | undefined {
  const segments = path.split('/').filter((segment) => segment !== '');
  return endpoints.find((endpoint) => {
    const wanted = endpoint.split('/');
    return wanted.every((segment, index) => segments.at(index - wanted.length) === segment);
  });
}

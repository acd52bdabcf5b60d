/** What a person sees who opens the collector's address while there is no dashboard. */
export function builtInPage(api: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>AgentOps collector</title>
<h1>AgentOps collector</h1>
<p>The collector runs. There is no dashboard with it; this is what can be asked:</p>
<ul>
<li><a href="${api}/sessions">${api}/sessions</a>: the sessions that were recorded</li>
<li><a href="${api}/ingest/health">${api}/ingest/health</a>: what comes in, and what is missing</li>
<li><a href="${api}/openapi.json">${api}/openapi.json</a>: everything else, as OpenAPI</li>
</ul>
</html>
`;
}

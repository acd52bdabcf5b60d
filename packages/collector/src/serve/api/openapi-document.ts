import type { OpenAPIHono } from '@hono/zod-openapi';

const description =
  'Sessions, events, totals and errors of AI agents. Times are epoch milliseconds. Whatever is refused is answered with `{"error": {"code", "message", "details"}}`. Not in this document are the protocols of others: OTLP (`/v1/traces`, `/v1/metrics`, `/v1/logs`; docs/otlp.md and https://opentelemetry.io/docs/specs/otlp/), and the API that AgentOps SDKs send to (`/v2/*`, `/v3/*`, `/v4/*`; docs/agentops-clients.md).';

/** Serves the document of all that was added to `app` before, as OpenAPI 3.1. */
export function addDocument(app: OpenAPIHono, path: string, version: string): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'Where the collector was started with a token.',
  });
  const make = () =>
    app.getOpenAPI31Document({
      openapi: '3.1.0',
      info: { title: 'AgentOps collector', version, description },
      security: [{ token: [] }, {}],
      tags: [
        { name: 'sessions', description: 'What agents did, run by run.' },
        { name: 'events', description: 'LLM calls, tool calls, actions and errors.' },
        {
          name: 'stats',
          description: 'Totals, percentiles, groups of errors, values to filter by.',
        },
        { name: 'transfer', description: 'Sessions out and in.' },
        { name: 'receive', description: 'Records in.' },
        { name: 'operation', description: 'For whoever runs the collector.' },
      ],
    });
  let document: ReturnType<typeof make> | undefined;
  app.get(path, (c) => {
    document ??= make();
    return c.json(document);
  });
}

import { spanIdOf } from '@agentops/semconv';
import type { ReceivedRequest, ReceiverProtocol } from '@agentops/testkit';
import { spansIn } from './read-otlp.ts';

const events = /\/v2\/(?:create|update)_events$/;
const authorize = /\/v2\/(?:create_session|reauthorize_jwt)$/;

/** AgentOps' v2 API, as the SDK needs it. */
export const v2Receiver: ReceiverProtocol = {
  read: (request) =>
    events.test(request.path) ? eventsIn(request).map(({ id }) => id) : undefined,
  say: (request) => Object.fromEntries(eventsIn(request).map((event) => [event.id, event])),
  answer: ({ path }) => {
    if (authorize.test(path)) return { body: '{"status":"Success","jwt":"a-token"}' };
    if (path.endsWith('/update_session')) return { body: '{"token_cost":"0.00123"}' };
    return { body: '"Success"' };
  },
};

function eventsIn({ body }: ReceivedRequest): { id: string }[] {
  return JSON.parse(body.toString()).events;
}

const token = '{"token":"a-token","project_id":"a-project","project_prem_status":"pro"}';

/** AgentOps' v3 token and v4 spans. */
export const v4Receiver: ReceiverProtocol = {
  idOf: spanIdOf,
  read: (request) =>
    isTraces(request)
      ? spansIn(request)
          .filter(({ attributes }) => attributes['agentops.span.kind'] !== 'session')
          .map(({ spanId }) => spanId)
      : undefined,
  say: (request) => Object.fromEntries(spansIn(request).map((span) => [span.spanId, span])),
  answer: (request) => ({ body: isTraces(request) ? '{}' : token }),
};

function isTraces({ path }: ReceivedRequest): boolean {
  return path.endsWith('/v1/traces');
}

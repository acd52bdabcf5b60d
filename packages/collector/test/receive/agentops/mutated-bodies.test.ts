import { createMemoryStore, type Store } from '@agentops/store';
import fc from 'fast-check';
import type { Hono } from 'hono';
import { expect, it } from 'vitest';
import { isFull } from '../../../../../tooling/full-tier.ts';
import { agentopsRoutes } from '../../../src/receive/agentops/agentops-routes.ts';

const rounds = isFull ? 100_000 : 2000;
const seed = Number(process.env.AGENTOPS_TEST_SEED ?? 20261122);

const time = '2026-01-01T00:00:01.000001+00:00';
const event = {
  id: 'e',
  session_id: 's',
  agent_id: 'a',
  init_timestamp: time,
  end_timestamp: time,
};
const message = {
  role: 'assistant',
  content: [{ type: 'text', text: 'hi' }],
  tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{"x":1}' } }],
};
const bodies: readonly (readonly [string, unknown])[] = [
  [
    '/v2/create_session',
    {
      session: {
        session_id: 's',
        init_timestamp: time,
        tags: ['a'],
        host_env: { SDK: { 'AgentOps SDK Version': '0.3.26' } },
      },
    },
  ],
  [
    '/v2/update_session',
    {
      session: {
        session_id: 's',
        end_timestamp: time,
        end_state: 'Success',
        end_state_reason: 'done',
        tags: ['b'],
        video: 'v',
        queue: [],
        is_running: false,
      },
    },
  ],
  [
    '/v2/create_events',
    {
      events: [
        { ...event, event_type: 'actions', action_type: 'a', params: { x: [1] }, returns: 'r' },
        {
          ...event,
          id: 'l',
          event_type: 'llms',
          params: { model: 'gpt-4o', messages: [message], tools: [] },
          prompt: [{ role: 'tool', tool_call_id: 'c', content: 'x' }, message],
          completion: message,
          prompt_tokens: 1,
          completion_tokens: 2,
          returns: { choices: [{ finish_reason: 'stop' }], usage: { prompt_tokens_details: {} } },
        },
        { ...event, id: 't', event_type: 'tools', name: 'f', logs: { a: 1 } },
        {
          event_type: 'errors',
          error_type: 'E',
          timestamp: time,
          trigger_event_id: 't',
          trigger_event: { id: 't' },
          code: 1,
          details: { a: 'b' },
        },
      ],
    },
  ],
  ['/v2/update_events', { events: [{ id: 'e', event_type: 'actions', returns: 1 }] }],
  ['/v2/create_agent', { id: 'a', name: 'Planner' }],
  ['/v2/reauthorize_jwt', { session_id: 's' }],
  ['/v2/developer_errors', { type: 't', message: 'm', stack_trace: 's', session_id: 's' }],
  ['/v3/auth/token', { api_key: 'k' }],
  ['/v4/logs/upload/', { body: 'text' }],
];

const hostile = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    ...[null, '', '\u0000', '\ud800', 's', 1e308, -1, 0.1, true, [], {}, [[]], 'x'.repeat(10_000)],
    ...['9999-12-31T23:59:59.999999-23:59', '2026-02-30T00:00:00Z', '0000-00-00T00:00:00Z'],
    JSON.parse('{"__proto__":{"role":"x"},"constructor":1,"content":null}'),
    JSON.parse(`${'['.repeat(190)}${']'.repeat(190)}`),
  ),
);

const change = fc.oneof(
  { weight: 3, arbitrary: fc.record({ replace: fc.nat(), by: hostile }) },
  { weight: 1, arbitrary: fc.record({ remove: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ cut: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ flip: fc.nat(), bit: fc.nat(7) }) },
);
type Change =
  | { replace: number; by: unknown }
  | { remove: number }
  | { cut: number }
  | { flip: number; bit: number };

it(`${rounds} mutated bodies: an answer to each, and a reason with each that is refused`, async () => {
  let store: Store | undefined;
  let app: Hono | undefined;
  let round = 0;
  const answers = { taken: 0, refused: 0 };
  const property = fc.asyncProperty(
    fc.constantFrom(...bodies),
    fc.array(change, { minLength: 1, maxLength: 4 }),
    async ([path, body], changes) => {
      if (!store || !app || round++ % 500 === 0) {
        await store?.project();
        expect(await store?.check()).toMatchObject(store ? { ok: true } : {});
        await store?.close();
        store = createMemoryStore({ projectAutomatically: false });
        app = agentopsRoutes({ store, signal: AbortSignal.abort() });
      }
      const response = await app.request(path, {
        method: 'POST',
        headers: { 'trace-id': '12345' },
        body: new Uint8Array(mutate(body, changes as Change[])),
      });
      const answer = await response.json();
      if (response.status === 200) answers.taken++;
      else {
        answers.refused++;
        expect(response.status).toBe(400);
        expect(answer).toEqual({
          error: 'bad_request',
          message: expect.stringMatching(/^The (body|header) [\s\S]{5,}/),
        });
      }
    },
  );
  // What hangs is told as such, with what it was.
  await fc.assert(property, { numRuns: rounds, seed, timeout: 30_000 });
  // What is always refused, or never, tests nothing.
  expect(answers.taken).toBeGreaterThan(rounds / 10);
  expect(answers.refused).toBeGreaterThan(rounds / 10);
}, 900_000);

function mutate(body: unknown, changes: readonly Change[]): Buffer {
  const root = { body: structuredClone(body) };
  for (const made of changes) {
    if (!('replace' in made || 'remove' in made)) continue;
    const places = placesIn(root);
    if (places.length === 0) break;
    const [holder, key] = places[
      ('replace' in made ? made.replace : made.remove) % places.length
    ] as Place;
    if ('replace' in made) holder[key] = structuredClone(made.by);
    else delete holder[key];
  }
  let bytes = Buffer.from(JSON.stringify(root.body) ?? '');
  for (const made of changes) {
    if (bytes.length === 0) break;
    if ('cut' in made) bytes = bytes.subarray(0, made.cut % bytes.length);
    else if ('flip' in made) {
      const at = made.flip % bytes.length;
      bytes[at] = (bytes[at] as number) ^ (1 << made.bit);
    }
  }
  return bytes;
}

type Place = [holder: Record<string, unknown>, key: string];

function placesIn(value: object, depth = 0): Place[] {
  if (depth > 20) return [];
  return Object.entries(value).flatMap(([key, inner]): Place[] => [
    [value as Record<string, unknown>, key],
    ...(typeof inner === 'object' && inner !== null ? placesIn(inner, depth + 1) : []),
  ]);
}

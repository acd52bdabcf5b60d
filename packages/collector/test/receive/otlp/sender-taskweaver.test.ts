import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { taskweaverMapper } from '@agentops/adapter-taskweaver/bridge';
import { takeIn } from '@agentops/bridge';
import { type Folded, fold } from '@agentops/core';
import { mapSpan, type Span } from '@agentops/semconv';
import { sessionTree } from '@agentops/testkit';
import { describe, expect, test, vi } from 'vitest';
import { findTaskWeaver, type Host } from '../../../../adapter-taskweaver/test/shim/taskweaver.ts';
import { startCollector } from '../../../src/index.ts';
import { SpanRecorder } from '../../../src/receive/otlp/spans-to-records.ts';
import { contentOf, startReceiving } from './receiving.ts';
import { runTracedHost } from './taskweaver/run-host.ts';
import { type Scenario, scenarios } from './taskweaver/scenarios.ts';

const tracing = ['opentelemetry-sdk', 'opentelemetry-exporter-otlp-proto-grpc'];

/** What TaskWeaver sent in a scenario, in the order in which it did. */
function fixture(scenario: 'rounds' | 'failed'): Span[] {
  const name = `taskweaver-d44ddef-${scenario}.json`;
  const url = new URL(`../../../../semconv/test/fixtures/${name}`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8'));
}

function foldOf(batches: readonly (readonly Span[])[]): Folded {
  const recorder = new SpanRecorder({ mapSpan, now: () => 1_767_225_700_000 });
  const text = batches.map((batch) => recorder.records(batch)).join('');
  return fold(
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
}

const names = [[/2026\d{4}-\d{6}-[0-9a-f]{8}/, '<session>']] as const;
/** How long a prompt is depends on where the checkout is. */
const tokens = [/\d+→\d+ tokens/, '<tokens>'] as const;
/** Without texts. In which order a session's agents come depends on where one request ends and the next begins. */
const shapeOf = ({ sessions, events }: Pick<Folded, 'sessions' | 'events'>) => {
  const sorted = sessions.map((session) => ({
    ...session,
    agents: session.agents.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  }));
  return sessionTree({ sessions: sorted, events }, { content: false, replace: [...names, tokens] });
};

test('rounds, posts, calls of models and runs of code', () => {
  expect(sessionTree(foldOf([fixture('rounds')]), { replace: names })).toMatchSnapshot();
});

test('a round that fails is told of once, by what failed in it', () => {
  expect(sessionTree(foldOf([fixture('failed')]), { replace: names })).toMatchSnapshot();
});

test('what a round says besides, and who says it', () => {
  const { sessions, events } = foldOf([fixture('rounds')]);
  const source = { adapter: 'taskweaver.module.tracing', host: 'taskweaver', hostVersion: null };
  const session = { source, attributes: { 'taskweaver.session_id': sessions[0]?.name } };
  expect(sessions[0]).toMatchObject(session);
  expect(events.filter(({ name }) => name === 'round')[1]).toMatchObject({
    source,
    attribution: 'host-id',
    attributes: {
      'taskweaver.round_id': expect.stringMatching(/^round-/),
      'taskweaver.round_index': 1,
      'taskweaver.user_query': 'And in Bern?',
    },
  });
  expect(events.find(({ name }) => name === 'stop')).toMatchObject({ attribution: 'none' });
});

describe('in whatever batches the spans come, parts before and after what they are parts of', () => {
  const spans = fixture('rounds');
  const whole = foldOf([spans]);
  test.each([
    ['one by one', spans.map((span) => [span])],
    ['parents first', spans.toReversed().map((span) => [span])],
    ['in threes', Array.from({ length: 12 }, (_, at) => spans.slice(3 * at, 3 * at + 3))],
  ])('%s', (_, batches) => {
    const { events, sessions } = foldOf(batches);
    expect(events).toEqual(whole.events);
    expect(sessions.map(({ id }) => id)).toEqual(whole.sessions.map(({ id }) => id));
  });
});

test('spans that claim to be parts of one another are told, each with what is under it', () => {
  const [one] = fixture('rounds');
  const part = { ...(one as Span), name: '_send_message', attributes: {} };
  const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(16)) as [string, string, string];
  const spans = [
    { ...(one as Span), spanId: c, parentSpanId: a },
    { ...part, spanId: a, parentSpanId: b },
    { ...part, spanId: b, parentSpanId: a },
  ];
  expect(foldOf([spans]).events.map(({ name }) => name)).toEqual(['Planner', 'chat']);
  expect(foldOf(spans.map((span) => [span])).events).toHaveLength(2);
});

const found = await findTaskWeaver(tracing);
const host = 'python' in found ? found : undefined;

describe.skipIf(!host)('TaskWeaver, over OTLP/gRPC', () => {
  /** Runs it, and tells what came of it without its texts and counts. */
  async function run(scenario: Scenario): Promise<string> {
    await using receiving = await startReceiving();
    const endpoint = receiving.grpcUrl;
    const session = await runTracedHost({ host: host as Host, endpoint, ...scenario });
    const { sessions, events } = await contentOf(receiving.store);
    expect(sessions.map(({ name }) => name)).toContain(session);
    return shapeOf({ sessions: sessions.toSorted((a, b) => a.startTime - b.startTime), events });
  }

  test.each(['rounds', 'failed'] as const)('%s', { timeout: 120_000 }, async (name) => {
    expect(await run(scenarios[name])).toBe(shapeOf(foldOf([fixture(name)])));
  });

  test('without a planner, and code that is not let through', { timeout: 120_000 }, async () => {
    expect(await run(scenarios.unplanned)).toMatchInlineSnapshot(`
      "session "<session>" Success
        agent CodeInterpreter
        action round
          action CodeInterpreter by CodeInterpreter [error]: post
            llm chat by CodeInterpreter: unknown provider unknown model, <tokens> (estimated), streamed
            action verify_code: span
            error verification_incorrect by CodeInterpreter
          action CodeInterpreter by CodeInterpreter: post
            llm chat by CodeInterpreter: unknown provider unknown model, <tokens> (estimated), streamed
            action verify_code: span
            tool run_code: code
              action start: span
              action load_plugin: span

      session "unattributed" Success
        action stop: span
        action stop: span
      "
    `);
  });

  test('the adapter records it as well', { timeout: 120_000 }, async () => {
    const directory = await mkdtemp(join(tmpdir(), 'agentops-taskweaver-'));
    const collector = await startCollector({
      directory,
      port: 0,
      otlpHttpPort: false,
      otlpGrpcPort: 0,
    });
    try {
      const session = await runTracedHost({
        host: host as Host,
        endpoint: collector.otlpGrpcUrl as string,
        recordInto: directory,
        ...scenarios.rounds,
      });
      const { reader } = collector.store;
      const found = async () => (await reader.sessions({ name: session })).items;
      const bySpans = await found();
      expect(bySpans).toMatchObject([{ source: { adapter: 'taskweaver.module.tracing' } }]);

      await takeIn({ directory, mappers: [taskweaverMapper] });
      await vi.waitFor(
        async () => {
          const sessions = await found();
          expect(sessions).toMatchObject([{ source: { adapter: '@agentops/adapter-taskweaver' } }]);
          const kinds = (await reader.events({ limit: 500 })).items.map(({ kind }) => kind);
          expect(kinds.filter((kind) => kind === 'round')).toHaveLength(2);
          expect(sessions[0]?.totals.llmCalls).toBe(bySpans[0]?.totals.llmCalls);
        },
        { timeout: 20_000, interval: 100 },
      );
    } finally {
      await collector.close();
      await rm(directory, { recursive: true });
    }
  });
});

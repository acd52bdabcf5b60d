import { startCollector } from '@agentops/collector';
import type { AgentOpsEvent, SessionData } from '@agentops/core';
import { differences, reasonsTable, recordEverything, withoutTotals } from '@agentops/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { OtlpExporter, type OtlpExporterOptions } from '../src/index.ts';
import { recordingTo } from './recording.ts';

async function roundTrip(options: OtlpExporterOptions) {
  const collector = await startCollector({
    directory: tempDir(),
    port: 0,
    otlpHttpPort: 0,
    otlpGrpcPort: false,
  });
  onTestFinished(() => collector.close());
  const exporter = new OtlpExporter({ endpoint: collector.otlpHttpUrl as string, ...options });
  const { agentops, recorded } = recordingTo([exporter]);
  const session = recordEverything(agentops);
  expect(await agentops.flush()).toBe(true);
  session.end({ endState: 'Fail', reason: 'no disk' });
  expect(await agentops.flush()).toBe(true);
  await collector.store.project();
  const { reader } = collector.store;
  const { items: sessions } = await reader.sessions({ limit: 10 });
  const [summary] = sessions;
  if (!summary) throw new Error('no session came');
  const { items: events } = await reader.sessionEvents(session.id, { limit: 100 });
  const before = recorded();
  return {
    before: { session: before.sessions[0] as SessionData, events: before.events },
    after: {
      session: withoutTotals(summary),
      events,
      sessions: sessions.length,
    },
  };
}

const byId = (events: readonly AgentOpsEvent[]) =>
  [...events].sort((a, b) => (a.id < b.id ? -1 : 1));

describe('events that go through OTLP to our collector', () => {
  it.each<OtlpExporterOptions>([
    { protocol: 'http/protobuf' },
    { protocol: 'http/json', compression: 'none' },
    { dialects: ['openinference', 'openllmetry'] },
  ])('are the same, but for how they found their session: %j', async (options) => {
    const { before, after } = await roundTrip(options);
    expect(after.sessions).toBe(1);
    const byHand = { adapter: 'agentops', host: 'agentops', hostVersion: null };
    const expected = before.events.map((event) => ({
      ...event,
      attribution: 'host-id',
      source: event.source ?? byHand,
    }));
    expect(byId(after.events)).toEqual(byId(expected as AgentOpsEvent[]));
    const { owner, source, endTime = 0, ...same } = before.session;
    expect(after.session).toMatchObject(same);
    expect(after.session.endTime).toBeCloseTo(endTime, 2);
  });

  it('differ as the document says', async () => {
    const { before, after } = await roundTrip({});
    await expect(document(differences(before, after))).toMatchFileSnapshot(
      '../../../docs/otlp-round-trip.md',
    );
  });
});

/** Why each of these differs. */
const reasons: Readonly<Record<string, string>> = {
  'event.attribution': 'always `host-id`: the span names its session',
  'event.source':
    '`null`, of what was recorded by hand, is `agentops`: a span always says who made it',
  'session.owner': 'the trace, not the process',
  'session.source': '`null`, of what was recorded by hand, is `agentops`',
};

function document(rows: readonly string[]): string {
  return `# What OTLP does not carry

<!-- generated: npx vitest run test/round-trip.test.ts -u, in packages/exporter-otlp -->

A session in which everything happens goes from \`@agentops/exporter-otlp\` to our collector. All that differs afterwards:

${reasonsTable(rows, reasons)}

Everything else is the same: ids, parents, times to the microsecond, content, usage, attributes, errors and what they were triggered by.
`;
}

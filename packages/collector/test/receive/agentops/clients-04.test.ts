import type { AgentOpsEvent } from '@agentops/core';
import { type ScriptedProvider, startScriptedProvider } from '@agentops/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFull } from '../../../../../tooling/full-tier.ts';
import { agentopsPython, type ClientRun, runPython } from './clients/python-client.ts';
import type { TestCollector } from './collector.ts';
import { startProduct } from './product.ts';
import { expectTimes } from './times.ts';

const versions = isFull ? ['0.4.21', '0.4.18', '0.4.2'] : ['0.4.21'];

/** Longer than a client waits between two requests, and short enough to wait for. */
const idleMs = 3000;

for (const version of versions) {
  const { python } = await agentopsPython(version);

  describe.skipIf(!python)(`AgentOps Python ${version}`, () => {
    let collector: TestCollector;
    let provider: ScriptedProvider;

    beforeEach(async () => {
      collector = await startProduct({ idleMs });
      const usage = { inputTokens: 1000, outputTokens: 10 };
      provider = await startScriptedProvider({ replies: () => ({ text: 'Sunny today.', usage }) });
    });
    afterEach(async () => {
      await collector[Symbol.asyncDispose]();
      await provider.close();
    });

    async function run(script: string): Promise<ClientRun & { from: number; to: number }> {
      const from = Date.now();
      // They take OpenTelemetry's settings too.
      const env = { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' };
      const done = await runPython(python as string, script, [], { collector, provider, env });
      expect(done, done.stderr).toMatchObject({ code: 0 });
      expect(new Set(collector.requests.map(({ status }) => status))).toEqual(new Set([200]));
      return { ...done, from, to: Date.now() };
    }

    async function theSession() {
      const sessions = await collector.sessions();
      expect(sessions).toHaveLength(1);
      const session = sessions[0] as (typeof sessions)[number];
      return { session, events: await collector.events(session.id) };
    }

    const call = {
      type: 'llm',
      provider: 'openai',
      requestModel: 'gpt-4o',
      outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Sunny today.' }] }],
      usage: { inputTokens: 1000, outputTokens: 10 },
    };

    it.skipIf(version === '0.4.2')('a trace within a trace, with its logs', async () => {
      const ran = await run('traces_04.py');
      const { session, events } = await theSession();
      // The log is uploaded when the trace has ended.
      expectTimes(
        session,
        events.filter(({ name }) => name !== 'terminal log'),
        ran,
      );
      const sent = collector.requests.find(({ path }) => path === '/v1/traces');
      expect(sent?.headers.get('content-encoding')).toBe('gzip');
      expect(session).toMatchObject({ name: 'job', state: 'Success', tags: ['kit', 'late'] });
      expect(session.totals).toMatchObject({ llmCalls: 1, inputTokens: 1000, outputTokens: 10 });
      expect(parents(events)).toEqual({
        'action job': undefined,
        'action part': 'job',
        'action Planner': 'part',
        'action plan': 'Planner',
        'llm openai.chat.completion': 'plan',
        'tool lookup': 'plan',
        'tool broken': 'part',
        'error ValueError': 'broken',
        'action terminal log': undefined,
      });
      const named = (name: string) => events.find((event) => event.name === name);
      expect(events.find(({ type }) => type === 'llm')).toMatchObject(call);
      expect(named('part')?.attributes).toMatchObject({ 'agentops.session.end_state': 'Fail' });
      expect(named('lookup')).toMatchObject({ result: 'sunny in Bern', status: 'ok' });
      expect(named('broken')).toMatchObject({ status: 'error' });
      expect(named('ValueError')).toMatchObject({ message: 'broken on purpose' });
      const log = named('terminal log');
      expect(log?.logs).toContain('printed by the script');
    });

    it.skipIf(version === '0.4.2')('a trace that nobody ends', async () => {
      await run('left_04.py');
      await expect
        .poll(async () => (await theSession()).session)
        .toMatchObject({ state: 'Indeterminate' });
      const { events } = await theSession();
      expect(events.map(({ name }) => name)).toContain('plan');
    });

    it.runIf(version === '0.4.2')('what is left of it', async () => {
      const ran = await run('spans_042.py');
      const sent = collector.requests.find(({ path }) => path === '/v1/traces');
      expect(sent?.headers.get('authorization')).toBe('Bearer None');
      const { session, events } = await theSession();
      // It has no end states.
      expect(session).toMatchObject({ name: 'job', state: 'Indeterminate' });
      expect(parents(events)).toEqual({
        'action job': undefined,
        'llm openai.chat': 'job',
        'action record': 'job',
      });
      expect(events.find(({ type }) => type === 'llm')).toMatchObject(call);
      expectTimes(session, events, ran);
      expect(events.find(({ name }) => name === 'record')).toMatchObject({
        attributes: { 'agentops.operation.message': 'something happened' },
      });
    });
  });
}

/** Each event by type and name, with the name of what it is under. */
function parents(events: readonly AgentOpsEvent[]): Record<string, string | undefined> {
  const nameOf = (id: string | undefined) => events.find((event) => event.id === id)?.name;
  return Object.fromEntries(
    events.map(({ type, name, parentId }) => [`${type} ${name}`, nameOf(parentId)]),
  );
}

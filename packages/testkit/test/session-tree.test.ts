import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ActionEvent, AgentOps, fold, readSpool, ToolEvent } from '@agentops/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sessionTree } from '../src/index.ts';

let directory: string;
let agentops: AgentOps;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'agentops-'));
  agentops = new AgentOps();
  agentops.init({ directory, logLevel: 'silent', autoStartSession: false });
});
afterEach(() => {
  agentops.shutdown();
  rmSync(directory, { recursive: true, force: true });
});

const folded = () => fold(readSpool(directory).records);

function recordWeather(order: readonly string[]) {
  const session = agentops.startSession({ name: 'weather', tags: ['demo', 'test'] });
  const agent = session.createAgent({ name: 'Planner', role: 'plans' });
  const round = session.startAction('round', { input: 'Weather?' });
  round.run(() =>
    session.run(
      () => {
        const llm = session.startLLM({ provider: 'openai', requestModel: 'gpt-5' });
        llm.end({
          responseModel: 'gpt-5-2026',
          inputMessages: [
            { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
            { role: 'user', parts: [{ type: 'text', content: 'Weather?' }] },
          ],
          outputMessages: [
            {
              role: 'assistant',
              parts: [{ type: 'tool_call', id: 'c1', name: 'weather', arguments: { b: 1, a: 2 } }],
            },
          ],
          finishReasons: ['tool_calls'],
          streamed: true,
          usage: {
            inputTokens: 40,
            outputTokens: 12,
            cacheReadInputTokens: 30,
            cacheCreationInputTokens: null,
            reasoningOutputTokens: 4,
          },
          usageSource: 'provider',
          attempts: [
            { startTime: 1, statusCode: 429 },
            { startTime: 2, statusCode: null, errorType: 'ECONNRESET' },
            { startTime: 3, statusCode: 200 },
          ],
        });
        for (const city of order) {
          const tool = session.startTool('weather', { callId: `c-${city}`, arguments: { city } });
          if (city === 'Rome') tool.fail(new TypeError(`No ${city} at http://127.0.0.1:4711/`));
          else tool.end({ result: `sunny, request ${tool.id}` });
        }
        session.startTool('forever');
      },
      { agent },
    ),
  );
  round.end({ output: 'Sunny "as ever"' });
  session.end({ endState: 'Fail', reason: 'Rome' });
}

describe('sessionTree', () => {
  it('shows sessions, and their events under their parents', () => {
    recordWeather(['Bern', 'Rome']);
    agentops.startSession().record(new ActionEvent({ actionType: 'plan', name: 'think' }));
    expect(sessionTree(folded())).toMatchInlineSnapshot(`
      "session "weather" [demo, test] Fail because "Rome"
        agent Planner (plans)
        action round: "Weather?" → \`Sunny "as ever"\`
          llm chat gpt-5 by Planner: openai gpt-5 → gpt-5-2026, 40→12 tokens (cached 30, reasoning 4), tool_calls, streamed, attempts 429 ECONNRESET 200, "…1 + user: Weather?" → \`weather({"a":2,"b":1})\`
          tool weather by Planner: function c-Bern, {"city":"Bern"} → "sunny, request <id 1>"
          tool weather by Planner [error]: function c-Rome, {"city":"Rome"}
            error TypeError by Planner: "No Rome at http://127.0.0.1:<port>/"
          tool forever by Planner [running]: function

      session open
        action think: plan
      "
    `);
  });

  it('is the same for the same recording at another time, with other ids', () => {
    recordWeather(['Bern', 'Rome']);
    const first = sessionTree(folded());
    rmSync(directory, { recursive: true, force: true });
    agentops.shutdown();
    agentops = new AgentOps();
    agentops.init({ directory, logLevel: 'silent', autoStartSession: false });
    recordWeather(['Bern', 'Rome']);
    expect(sessionTree(folded())).toBe(first);
  });

  it('does not depend on which of several siblings was first, where that is asked for', () => {
    recordWeather(['Bern', 'Rome', 'Oslo']);
    const first = sessionTree(folded(), { siblings: 'text' });
    rmSync(directory, { recursive: true, force: true });
    agentops.shutdown();
    agentops = new AgentOps();
    agentops.init({ directory, logLevel: 'silent', autoStartSession: false });
    recordWeather(['Oslo', 'Rome', 'Bern']);
    expect(sessionTree(folded(), { siblings: 'text' })).toBe(first);
  });

  it('leaves content out, shortens it, and replaces what it is told to', () => {
    const session = agentops.startSession();
    session.record(new ToolEvent({ name: 'read', arguments: 'x'.repeat(500), result: 'run 17' }));
    expect(sessionTree(folded(), { content: false })).toBe('session open\n  tool read: function\n');
    const short = sessionTree(folded(), { maxContent: 5, replace: [[/run \d+/, 'run <n>']] });
    expect(short).toBe(
      'session open\n  tool read: function, "xxxxx…" (500 characters) → "run <…" (7 characters)\n',
    );
    expect(sessionTree(folded(), { maxContent: 9, replace: [[/run \d+/, 'run <n>']] })).toContain(
      '"run <n>"',
    );
  });

  it('hides no event: not one whose parent is missing, nor one whose parents go in a circle', () => {
    const session = agentops.startSession();
    session.record(new ActionEvent({ name: 'orphan', parentId: 'elsewhere' }));
    session.record(new ActionEvent({ name: 'hen', id: 'hen', parentId: 'egg' }));
    session.record(new ActionEvent({ name: 'egg', id: 'egg', parentId: 'hen' }));
    expect(sessionTree(folded())).toBe(
      [
        'session open',
        '  action orphan: action (parent missing)',
        '',
        'without a session or a root',
        '  action hen: action',
        '  action egg: action',
        '',
      ].join('\n'),
    );
  });

  it('shows an event of another session under its parent, and says so', () => {
    const [a, b] = [agentops.startSession({ name: 'a' }), agentops.startSession({ name: 'b' })];
    const parent = a.startAction('parent');
    b.record(new ActionEvent({ name: 'child', parentId: parent.id }));
    expect(sessionTree(folded())).toContain('    action child: action (in another session)');
  });
});

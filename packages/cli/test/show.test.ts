import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { normaliseTree, widest } from './normalise.ts';
import { recordAnalysis, recordInto, text } from './record.ts';
import { runCli } from './run-cli.ts';

function recorded(): { dir: string; id: string } {
  const dir = join(tempDir(), '.agentops');
  return { dir, id: recordInto(dir, (agentops) => recordAnalysis(agentops).id) };
}

describe('the tree', () => {
  it.each([80, 100])('at %d columns', (columns) => {
    const { dir } = recorded();
    const ran = runCli(['show', 'last', '--dir', dir], { env: { COLUMNS: String(columns) } });
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(normaliseTree(ran.stdout)).toMatchSnapshot();
    expect(widest(ran.stdout)).toBeLessThanOrEqual(columns);
  });

  it('with payloads whole', () => {
    const { dir } = recorded();
    const ran = runCli(['show', 'last', '--full', '--dir', dir]);
    expect(normaliseTree(ran.stdout)).toMatchSnapshot();
  });

  it('shows nothing of a session without events but its head', () => {
    const dir = join(tempDir(), '.agentops');
    recordInto(dir, (agentops) => agentops.startSession({ name: 'idle' }).end());
    const { stdout, status } = runCli(['show', 'last', '--dir', dir]);
    expect(status).toBe(0);
    expect(stdout).toContain('idle');
    expect(stdout).toContain('Nothing has been recorded in it.');
  });

  it('resolves long texts in full and in JSON', () => {
    const dir = join(tempDir(), '.agentops');
    const long = `begin ${'word '.repeat(80_000)}end`;
    recordInto(dir, (agentops) => {
      const session = agentops.startSession();
      session.startLLM({ requestModel: 'm', inputMessages: [text('user', long)] }).end();
    });
    const { stdout } = runCli(['show', 'last', '--full', '--dir', dir]);
    expect(stdout).toContain(long);
    const json = JSON.parse(runCli(['show', 'last', '--json', '--dir', dir]).stdout);
    expect(json.events[0].inputMessages[0].parts[0].content).toBe(long);
    expect(runCli(['show', 'last', '--dir', dir]).stdout).toContain('› begin word');
  });
});

describe('--json', () => {
  it('is one { session, events }, in time order, with cost and totals', () => {
    const { dir, id } = recorded();
    const { session, events, ...more } = JSON.parse(
      runCli(['show', 'last', '--json', '--dir', dir]).stdout,
    );
    expect(more).toEqual({});
    expect(session).toMatchObject({
      id,
      name: 'Find anomalies',
      tags: ['demo', 'csv'],
      endState: 'Success',
      agents: [{ name: 'Planner', role: 'plans' }, { name: 'CodeInterpreter' }],
      totals: {
        rounds: 1,
        actions: 3,
        llmCalls: 4,
        toolCalls: 2,
        errors: 1,
        callsWithoutUsage: 1,
        tokens: { inputTokens: 15_468, outputTokens: 612, cacheReadInputTokens: 10_024 },
        cost: { pricedCalls: 3, unpricedCalls: 1, estimated: false },
      },
    });
    const times = events.map((event: { startTime: number }) => event.startTime);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(events.map((event: { type: string }) => event.type)).toEqual(
      'action action llm action llm tool tool error llm llm'.split(' '),
    );
    const costs = events.filter((event: object) => 'cost' in event);
    expect(costs).toHaveLength(4);
    expect(costs[3]).toMatchObject({
      requestModel: 'claude-sonnet-4-5-20250929',
      usage: { inputTokens: 12_000, outputTokens: 400, cacheReadInputTokens: 9000 },
      cost: { matchedModel: 'claude-sonnet-4-5', matchedProvider: 'anthropic' },
    });
    // 3,000 × 3 + 9,000 × 0.30 + 400 × 15, in millionths.
    expect(costs[3].cost.usd).toBeCloseTo(0.0177, 10);
    expect(costs[2].cost).toBeNull();
  });
});

describe('which session', () => {
  function three(): { dir: string; ids: string[] } {
    const dir = join(tempDir(), '.agentops');
    const names = ['first', 'second', 'third'];
    return {
      dir,
      ids: recordInto(dir, (agentops) => names.map((name) => agentops.startSession({ name }).id)),
    };
  }

  it('last is the one that started last', () => {
    const { dir } = three();
    expect(runCli(['show', 'last', '--dir', dir]).stdout).toContain('third');
  });

  it('is found by the beginning or the end of its id', () => {
    const { dir, ids } = three();
    const [, id = ''] = ids;
    expect(runCli(['show', id, '--dir', dir]).stdout).toContain('second');
    expect(runCli(['show', id.slice(0, -1), '--dir', dir]).stdout).toContain('second');
    expect(runCli(['show', id.slice(-8).toUpperCase(), '--dir', dir]).stdout).toContain('second');
  });

  it('an ambiguous one is an error that lists the candidates', () => {
    const { dir, ids } = three();
    const { status, stdout, stderr } = runCli(['show', ids[0]?.slice(0, 4) ?? '', '--dir', dir]);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('3 sessions');
    for (const id of ids) expect(stderr).toContain(id);
    expect(stderr).toContain('first');
  });

  it('an unknown one is an error', () => {
    const { dir } = three();
    const { status, stderr } = runCli(['show', 'nonsense', '--dir', dir]);
    expect(status).toBe(1);
    expect(stderr).toContain('agentops sessions');
  });
});

import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { startTestCollector } from './collector.ts';
import { recordInto } from './record.ts';
import { runCliAsync } from './run-cli.ts';

const call = { provider: 'openai', requestModel: 'gpt-4o' };
const usage = {
  inputTokens: 1000,
  outputTokens: 20,
  cacheReadInputTokens: null,
  cacheCreationInputTokens: null,
  reasoningOutputTokens: null,
};

it('an estimate of tokens shows as one, in sums too, wherever it is read from', async () => {
  const dir = join(tempDir(), '.agentops');
  recordInto(dir, (agentops) => {
    const session = agentops.startSession({ name: 'some of it estimated' });
    session.startLLM(call).end({ usage, usageSource: 'provider' });
    session
      .startLLM({ ...call, requestModel: 'gpt-4o-2024-08-06' })
      .end({ usage, usageSource: 'estimated' });
    session.end();
    const counted = agentops.startSession({ name: 'all of it counted' });
    counted.startLLM(call).end({ usage, usageSource: 'provider' });
    counted.end();
  });
  const look = async (place: string[]) => {
    const { stdout: table } = await runCliAsync(['sessions', ...place], {
      env: { COLUMNS: '130' },
    });
    expect(lineOf(table, 'some of it estimated')).toMatch(/ ~2000→40 +~\$0\.0054/);
    expect(lineOf(table, 'all of it counted')).toMatch(/ 1000→20 +\$0\.0027/);
    const { stdout: json } = await runCliAsync(['sessions', '--json', ...place]);
    const [counted, estimated] = JSON.parse(json);
    expect(counted.totals).toMatchObject({ callsWithEstimatedUsage: 0 });
    expect(estimated.totals).toMatchObject({
      callsWithEstimatedUsage: 1,
      cost: { estimated: true },
    });
    const { stdout: shown } = await runCliAsync(['show', estimated.id, ...place]);
    expect(shown).toContain('~2,000 in → 40 out, 1 call estimated');
    expect(lineOf(shown, 'llm gpt-4o ')).toMatch(/ 1,000→20 +\$0\.0027/);
    expect(lineOf(shown, 'llm gpt-4o-2024')).toMatch(/ ~1,000→20 +~\$0\.0027/);
    const { stdout: whole } = await runCliAsync(['show', estimated.id, '--json', ...place]);
    expect(JSON.parse(whole).events).toMatchObject([
      { usageSource: 'provider', cost: { estimated: false } },
      { usageSource: 'estimated', cost: { estimated: true } },
    ]);
  };
  await look(['--dir', dir]);
  const { url } = await startTestCollector(dir);
  await look(['--url', url]);
});

function lineOf(text: string, word: string): string | undefined {
  return text.split('\n').find((line) => line.includes(word));
}

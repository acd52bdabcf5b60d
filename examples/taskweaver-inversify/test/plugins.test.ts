import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { runCode } from '../src/execution/code-runner.ts';
import { LocalPluginRunner } from '../src/execution/local-plugin-runner.ts';
import { verifyCode } from '../src/roles/code-verification.ts';

const appDir = join(import.meta.dirname, '../project');

async function run(code: string) {
  const executionCwd = tempDir();
  const runner = await LocalPluginRunner.load({ session_id: 's', appDir, executionCwd });
  const request = { execution_id: 'post-1', code, trace: undefined };
  const result = await runCode(request, { runner, plugins: runner.names, session_id: 's' });
  return { ...result, artifacts: runner.takeArtifacts() };
}

test('generated code calls the plugins that the project describes', async () => {
  const { is_success, output, artifacts, stdout } = await run(`
    const rows = await load_table('daily_orders.csv');
    const anomalies = await find_anomalies(rows, 'orders');
    console.log(anomalies.length, 'of', rows.length);
    await save_table(anomalies, 'anomalies.csv');
    return anomalies.map((row) => row.date);`);
  expect(is_success).toBe(true);
  expect(JSON.parse(output)).toEqual(['2026-03-20']);
  expect(stdout).toEqual(['1 of 60']);
  expect(await readFile(artifacts[0] ?? '', 'utf8')).toBe(
    'date,orders,revenue,deviation\n2026-03-20,262,10625.58,6.48\n',
  );
});

test.each([
  [
    "return summarise(await load_table('daily_orders.csv'), 'price')",
    /^RangeError: no column "price"/,
  ],
  [
    "return summarise(await load_table('daily_orders.csv'), 'date')",
    /^TypeError: column "date" holds/,
  ],
  ['return nothing', /^ReferenceError: nothing is not defined/],
  ['return (', /^SyntaxError/],
  ['return process.env', /^ReferenceError: process is not defined/],
])('code that fails: %s', async (code, error) => {
  expect(await run(code)).toMatchObject({ is_success: false, error: expect.stringMatching(error) });
});

test('blocked names are found as words', () => {
  const blocked = ['process', 'import'];
  expect(verifyCode('const p = process.env', blocked)).toEqual(['"process" is not allowed']);
  expect(verifyCode('const importance = 1; // processes', blocked)).toEqual([]);
});

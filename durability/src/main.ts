/** `node dist/main.js [exit|kill] [--write]`: the long proofs. Exits with 1 where something is lost. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type ExitResult, type ExitRow, exitRows, furtherRows, runExitRow } from './exit-rows.ts';
import { runKillRounds } from './kill-rounds.ts';
import { report } from './report.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    /** Seconds without the endpoint. */
    outage: { type: 'string', default: '30' },
    rounds: { type: 'string', default: '200' },
    /** Writes docs/durability.md. */
    write: { type: 'boolean', default: false },
  },
});
const outageMs = Number(values.outage) * 1000;
const wants = (part: string) => positionals.length === 0 || positionals.includes(part);
let problems = 0;

async function runRows(rows: readonly ExitRow[]): Promise<ExitResult[]> {
  const results: ExitResult[] = [];
  for (const row of rows) {
    const result = await runExitRow(row, outageMs);
    results.push(result);
    const { acknowledged, foundInSpool, foundAtCollector, ended } = result;
    const mark = result.problems.length === 0 ? '✓' : '✗';
    console.log(
      `${mark} ${row.name}: ended with ${ended.signal ?? ended.code}; acknowledged ${acknowledged}, in the spool ${foundInSpool}, at the collector ${foundAtCollector}`,
    );
    complain(result.problems);
  }
  return results;
}

function complain(all: readonly string[]): void {
  problems += all.length;
  for (const problem of all.slice(0, 10)) console.log(`    ${problem}`);
  if (all.length > 10) console.log(`    … and ${all.length - 10} more`);
}

const rows = wants('exit') ? await runRows(exitRows) : [];
const further = wants('exit') ? await runRows(furtherRows) : [];
if (wants('kill')) {
  const kills = await runKillRounds({
    rounds: Number(values.rounds),
    onRound: (done, { acknowledged, foundInSpool, missing, doubled }) => {
      if (done % 20 !== 0) return;
      console.log(
        `  ${done} kills: acknowledged ${acknowledged}, found ${foundInSpool}, missing ${missing}, doubled ${doubled}`,
      );
    },
  });
  complain(kills.problems);
  if (values.write && wants('exit')) {
    const text = report(rows, further, kills, { outageMs, date: new Date() });
    writeFileSync(new URL('../../docs/durability.md', import.meta.url), text);
  }
}
console.log(problems === 0 ? '✓ Nothing that was acknowledged is lost.' : `✗ ${problems} problems`);
process.exitCode = problems === 0 ? 0 : 1;

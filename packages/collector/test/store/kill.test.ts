import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isFull } from '../../../../tooling/full-tier.ts';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';

const rounds = isFull ? 50 : 3;
const program = join(import.meta.dirname, 'fixtures/append-for-ever.ts');

/** @returns per writer how many records were acknowledged when it was killed */
async function appendAndKill(directory: string, round: number, acks: number) {
  const child = spawn(process.execPath, [program, directory, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const acknowledged = new Map<string, number>();
  let seen = 0;
  let rest = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [writer, records] = line.split(' ') as [string, string];
      acknowledged.set(writer, Number(records));
      if (++seen === acks) child.kill('SIGKILL');
    }
  }
  return acknowledged;
}

it(`loses nothing that was acknowledged when it is killed, ${rounds} times`, async () => {
  const directory = tempDir();
  const all = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    const acknowledged = await appendAndKill(directory, round, 20 + 37 * (round % 7));
    expect(acknowledged.size).toBeGreaterThan(0);
    for (const [writer, records] of acknowledged) all.set(writer, records);
  }
  const store = await openSqliteStore({ directory });
  try {
    for (const [writer, records] of all) {
      const session = await store.reader.session(writer.replace('w', 's'));
      // What was under way when it was killed may be there as well, whole or not at all.
      const kept = 1 + (session?.totals.toolCalls ?? 0);
      expect(kept).toBeGreaterThanOrEqual(records);
      expect(kept - records).toBeLessThanOrEqual(2);
      expect(Number(await store.bookmark(writer))).toBeGreaterThanOrEqual(records - 2);
    }
    expect(await store.check()).toEqual({ ok: true, problems: [] });
  } finally {
    await store.close();
  }
});

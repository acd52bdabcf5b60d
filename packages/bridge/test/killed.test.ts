import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { isFull } from '../../../tooling/full-tier.ts';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { takeIn } from '../src/index.ts';
import { runProgram } from './child.ts';
import { dead, HostReport } from './host-report.ts';
import { folded, recordTexts } from './recorded.ts';
import { toyMapper } from './toy-mapper.ts';

const mappers = [toyMapper];
const kills = isFull ? 40 : 6;

/** Session ids follow from the project's id, so that both have to have the same. */
function dataDirectory(): string {
  const directory = tempDir();
  writeFileSync(join(directory, 'project'), '01234567-89ab-7def-8123-456789abcdef\n');
  mkdirSync(join(directory, 'bridge'));
  return directory;
}

/** What it is told against: whoever goes on begins a segment, and there a prompt is written whole. */
function withoutPrompt(text: string): string {
  const { prompt, ...record } = JSON.parse(text);
  return JSON.stringify(record);
}

function spoolBytes(directory: string): number {
  const folder = join(directory, 'spool');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

describe('a process that is killed', { timeout: 300_000 }, () => {
  it('half-way through mapping leaves the next one to write exactly the rest', async () => {
    const stream = 'a'.repeat(32);
    const [killed, whole] = [dataDirectory(), dataDirectory()];
    const hosts = [killed, whole].map(
      (directory) => new HostReport(directory, { stream, process: dead, asks: true }),
    );
    for (const host of hosts) {
      host.write(
        [host.begin(), ...host.sessions(300, 20)]
          .map((line) => `${JSON.stringify(line)}\n`)
          .join(''),
      );
    }
    await takeIn({ directory: whole, mappers });
    let interrupted = 0;
    for (let round = 0; round < kills; round++) {
      const bridge = runProgram('bridge-program.ts', 'once', killed);
      const before = spoolBytes(killed);
      await expect.poll(() => spoolBytes(killed) > before, { interval: 2 }).toBe(true);
      await pause((round * 7) % 20);
      await bridge.kill();
      if (recordTexts(killed).length < recordTexts(whole).length) interrupted++;
      else break;
    }
    await takeIn({ directory: killed, mappers });
    expect(recordTexts(killed).map(withoutPrompt)).toEqual(recordTexts(whole).map(withoutPrompt));
    expect(folded(killed).events).toEqual(folded(whole).events);
    expect(interrupted).toBeGreaterThan(0);
  });

  it('is followed by another bridge, which goes on with a living host', async () => {
    const directory = dataDirectory();
    const host = runProgram('host-program.ts', directory);
    await expect.poll(() => host.lines().length).toBeGreaterThan(5);
    const first = runProgram('bridge-program.ts', 'follow', directory);
    await expect.poll(() => folded(directory).events.length, { interval: 20 }).toBeGreaterThan(5);
    const second = runProgram('bridge-program.ts', 'follow', directory);
    await expect.poll(() => second.lines()).toContain('began');
    await first.kill();
    const before = folded(directory).events.length;
    await expect
      .poll(() => folded(directory).events.length, { interval: 20 })
      .toBeGreaterThan(before + 20);
    expect(second.errors()).toBe('');
  });

  it('as the host loses nothing that it had reported, and leaves its session indeterminate', async () => {
    const directory = dataDirectory();
    const host = runProgram('host-program.ts', directory);
    await expect.poll(() => host.lines().length).toBeGreaterThan(50);
    await host.kill();
    const { streams } = await takeIn({ directory, mappers });
    expect(streams).toMatchObject([{ state: 'done', pid: host.pid, missingLines: 0 }]);
    const { sessions, events } = folded(directory);
    expect(sessions).toMatchObject([
      {
        endState: 'Indeterminate',
        endStateReason: `process ${host.pid} is gone (killed or crashed)`,
      },
    ]);
    expect(events.map(({ name }) => name)).toEqual(
      expect.arrayContaining(host.lines().map((n) => `call ${n}`)),
    );
    expect(events.filter(({ name }) => Number(name.slice(5)) % 2 === 1)).not.toHaveLength(0);
    for (const { name, status } of events) {
      if (Number(name.slice(5)) % 2 === 1) expect(status).toBe('indeterminate');
    }
  });
});

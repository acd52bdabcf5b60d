import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isFull } from '../../../tooling/full-tier.ts';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { takeIn } from '../src/index.ts';
import { dead, HostReport, type Line } from './host-report.ts';
import { folded } from './recorded.ts';
import { toyMapper } from './toy-mapper.ts';

const rounds = isFull ? 1000 : 60;

/** The same numbers for the same seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Random = ReturnType<typeof randomFrom>;

/** What may become of a line on a disk that fails, or in a shim with a mistake. Each leaves the lines around it whole. */
const damages: Record<string, (line: string, random: Random) => string> = {
  'is cut off': (line, random) => line.slice(0, random(line.length)),
  'loses its start': (line, random) => line.slice(random(line.length) + 1),
  'has other bytes': (line, random) => {
    const at = random(line.length);
    return `${line.slice(0, at)}${String.fromCharCode(33 + random(90))}${line.slice(at + 1)}`;
  },
  'is full of zeros': (line) => '\0'.repeat(line.length),
  'is broken in two': (line, random) => {
    const at = random(line.length);
    return `${line.slice(0, at)}\n${line.slice(at)}`;
  },
  'stands twice': (line) => `${line}\n${line}`,
  'is a very deep list': () => '['.repeat(50_000),
  'has a deep value': (line) =>
    line.replace('"data":{', `"data":{"deep":${'['.repeat(500)}${']'.repeat(500)},`),
  'is another kind of value': (_line, random) => ['7', '"x"', 'true', '{}', '[]'][random(5)] ?? '',
};

function note(host: HostReport, text: string): Line {
  return host.line('note', { text }, 's0');
}

describe('a damaged report', { timeout: 300_000 }, () => {
  it.each(Object.entries(damages))(
    'where a line %s throws nothing, comes to its end, and keeps the lines around it',
    async (_what, damage) => {
      for (let seed = 0; seed < rounds / 10; seed++) await checkDamage(damage, randomFrom(seed));
    },
  );

  it('where anything may be anywhere throws nothing and comes to its end', async () => {
    for (let seed = 0; seed < rounds; seed++) {
      const random = randomFrom(1000 + seed);
      const directory = tempDir();
      const host = new HostReport(directory, { process: dead });
      const lines = [host.begin(), ...host.sessions(2), host.line('close')];
      const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      for (let left = random(40); left > 0; left--) bytes[random(bytes.length)] = random(256);
      mkdirSync(dirname(host.path), { recursive: true });
      writeFileSync(host.path, bytes.subarray(0, bytes.length - random(200)));
      const { streams } = await takeIn({ directory, mappers: [toyMapper] });
      expect(['done', 'newer', 'unnamed', 'no-mapper', 'following']).toContain(streams[0]?.state);
      expect(() => folded(directory)).not.toThrow();
    }
  });
});

async function checkDamage(
  damage: (line: string, random: Random) => string,
  random: Random,
): Promise<void> {
  const directory = tempDir();
  const host = new HostReport(directory, { process: dead });
  host.write(host.begin());
  const good: string[] = [];
  const hit: string[] = [];
  for (let n = 0; n < 40; n++) {
    const line = note(host, `note ${n}`);
    if (random(4) > 0) {
      good.push(`note ${n}`);
      host.write(line);
      continue;
    }
    const text = damage(JSON.stringify(line), random);
    // A digit of the number or the version that became another one is no damage that can be seen.
    if (!/^\{"v":1,/.test(text) && /^\{"v":\d/.test(text)) continue;
    hit.push(text);
    host.write(`${text}\n`);
  }
  const { streams } = await takeIn({ directory, mappers: [toyMapper] });
  expect(streams).toMatchObject([{ state: 'done', waitingBytes: 0 }]);
  const found = new Set(folded(directory).events.map((event) => 'result' in event && event.result));
  const lost = good.filter((text) => !found.has(text));
  // A damaged number may be that of a good line, which then looks like its repetition.
  expect(lost.length, hit.join('\n')).toBeLessThanOrEqual(hit.filter(namesAnother).length);
}

function namesAnother(text: string): boolean {
  try {
    const { seq, data } = JSON.parse(text);
    return data.text !== `note ${seq - 1}`;
  } catch {
    return false;
  }
}

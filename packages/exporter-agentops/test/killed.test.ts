/** Processes that are killed between sending and learning that it was taken: the collector has all they recorded, once. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type AgentOpsEvent, drainSpool, fold, readSpool } from '@agentops/core';
import { expect, it } from 'vitest';
import { isFull } from '../../../tooling/full-tier.ts';
import { killingProxy, type Moment } from '../../../tooling/killing-proxy.ts';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { AgentOpsExporter } from '../src/index.ts';
import { collectorHere } from './collector-here.ts';
import { apiKey } from './programs/api-key.ts';

const program = fileURLToPath(new URL('programs/records-until-killed.ts', import.meta.url));
const rounds = isFull ? 50 : 3;
const moments: readonly Moment[] = ['after', 'meanwhile', 'before'];

/** The same ones each time. */
function chance(seed: number, below: number): number {
  return Math.floor(((Math.imul(seed + 1, 0x9e3779b1) >>> 8) / 2 ** 24) * below);
}

/** Ids of sessions, and names of calls and of those that failed. */
interface Names {
  session: string[];
  tool: string[];
  error: string[];
}

function namesIn(sessions: readonly { id: string }[], events: readonly AgentOpsEvent[]): Names {
  return {
    session: sessions.map(({ id }) => id).sort(),
    tool: events.flatMap((event) => (event.type === 'tool' ? event.name : [])).sort(),
    error: events.flatMap((event) => (event.type === 'error' ? event.message : [])).sort(),
  };
}

/** Calls that failed, of processes that were killed before they had recorded with what. A span that failed says so to a collector. */
function failedInSilence(events: readonly AgentOpsEvent[]): AgentOpsEvent[] {
  const triggers = new Set(events.map((event) => event.type === 'error' && event.triggerEventId));
  return events.filter(({ id, type, status }) => {
    return type === 'tool' && status === 'error' && !triggers.has(id);
  });
}

async function allPages<T>(
  read: (page: { limit: number; cursor?: string }) => Promise<{ items: T[]; next?: string }>,
): Promise<T[]> {
  const all: T[] = [];
  let next: string | undefined;
  do {
    const page = await read({ limit: 500, ...(next === undefined ? {} : { cursor: next }) });
    all.push(...page.items);
    next = page.next;
  } while (next !== undefined);
  return all;
}

async function runAndKill(protocol: 'v2' | 'v4') {
  const { url, store } = await collectorHere();
  const proxy = await killingProxy(url);
  const directory = tempDir();
  const said: Names = { session: [], tool: [], error: [] };
  for (let round = 0; round < rounds; round++) {
    const args = [program, directory, proxy.url, protocol];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [what, id] = line.split(' ') as [keyof Names, string];
      said[what].push(id);
    });
    proxy.arm(2 + chance(round, 8), moments[round % 3] as Moment, () => child.kill('SIGKILL'));
    const [, signal] = await once(child, 'close');
    expect(signal).toBe('SIGKILL');
    const exporter = new AgentOpsExporter({ endpoint: url, apiKey, protocol, name: 'there' });
    const { unsentBytes } = await drainSpool({ directory, exporter });
    expect(unsentBytes).toBe(0);
  }
  await store.project();
  const { reader } = store;
  const sessions = await allPages((page) => reader.sessions(page));
  const events: AgentOpsEvent[] = [];
  for (const { id } of sessions) {
    events.push(...(await allPages((page) => reader.sessionEvents(id, page))));
  }
  return { said, sessions, events, recorded: fold(readSpool(directory).records) };
}

it.each(['v2', 'v4'] as const)(
  `%s: in ${rounds} rounds nothing is missing, and nothing is there twice`,
  { timeout: 300_000 },
  async (protocol) => {
    const { said, sessions, events, recorded } = await runAndKill(protocol);
    const sum = (count: (session: (typeof sessions)[number]) => number) =>
      sessions.reduce((all, session) => all + count(session), 0);
    const there = namesIn(sessions, events);
    const silent = failedInSilence(recorded.events);
    expect(silent.length).toBeLessThanOrEqual(rounds);
    const expected = namesIn(recorded.sessions, recorded.events);
    if (protocol === 'v4') expected.error.unshift(...silent.map(() => ''));
    expect(there).toEqual(expected);
    expect(sum(({ totals }) => totals.toolCalls)).toBe(there.tool.length);
    expect(sum(({ totals }) => totals.errors)).toBe(there.error.length);
    there.error = there.error.filter((message) => message !== '');
    for (const what of ['session', 'tool', 'error'] as const) {
      const known = new Set(there[what]);
      expect(known.size).toBe(there[what].length);
      expect(said[what].filter((each) => !known.has(each))).toEqual([]);
      // Who is killed may not have said what it recorded last.
      expect(there[what].length - said[what].length).toBeLessThanOrEqual(rounds);
    }
    expect(said.error.length).toBeGreaterThan(0);
    const open = sessions.filter(({ state }) => state !== 'Success');
    expect(open.map(({ state }) => state)).toEqual(open.map(() => 'Indeterminate'));
    expect(open.length).toBeLessThanOrEqual(rounds);
  },
);

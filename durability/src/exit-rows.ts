import { check, readSpoolRecords } from './check.ts';
import { type Ended, type RunningHost, runHost } from './run-host.ts';
import { Scene } from './scene.ts';

/** One way for a host to end. */
export interface ExitRow {
  name: string;
  program: string;
  way: string;
  /** What its parent does; with a scene, to the endpoint too. */
  meanwhile?: (host: RunningHost, scene: Scene | undefined) => Promise<void>;
  /** The endpoint is away for a while. */
  outage?: boolean;
}

export interface ExitResult {
  row: ExitRow;
  ended: Ended;
  /** The same program without AgentOps. */
  bare: Ended;
  acknowledged: number;
  foundInSpool: number;
  /** At the collector when the process had ended, without a flush. */
  foundWithoutDrain: number;
  /** And after `agentops drain`. */
  foundAtCollector: number;
  repeated: number;
  problems: string[];
}

const signal = (name: NodeJS.Signals) => async (host: RunningHost) => {
  await host.printed('ready');
  host.child.kill(name);
};

async function throughOutage(host: RunningHost, scene: Scene | undefined): Promise<void> {
  await host.printed('ready');
  await scene?.takeCollectorAway();
  await host.printed('recorded');
  await scene?.bringCollectorBack();
  if (scene) await untilReceived(scene);
  host.tell('enough');
}

/** The host tries again by itself, at most a minute later. */
async function untilReceived(scene: Scene): Promise<void> {
  const until = performance.now() + 90_000;
  const written = readSpoolRecords(scene.directory).length;
  while (scene.received.length < written && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const host = { program: 'host.mjs' };
const worker = { program: 'worker-host.mjs' };
const cluster = { program: 'cluster-host.mjs' };

/** The eight of the issue. */
export const exitRows: readonly ExitRow[] = [
  { ...host, name: 'natural end', way: 'natural' },
  { ...host, name: '`process.exit(0)`', way: 'exit' },
  { ...host, name: 'uncaught exception', way: 'throw' },
  { ...host, name: 'unhandled rejection', way: 'reject' },
  { ...host, name: 'SIGTERM', way: 'wait', meanwhile: signal('SIGTERM') },
  { ...host, name: 'SIGINT', way: 'wait', meanwhile: signal('SIGINT') },
  { ...host, name: 'SIGKILL', way: 'wait', meanwhile: signal('SIGKILL') },
  {
    ...host,
    name: 'outage of the endpoint',
    way: 'outage',
    meanwhile: throughOutage,
    outage: true,
  },
];

/** Handlers of the host's own, worker threads, and children of `cluster`. */
export const furtherRows: readonly ExitRow[] = [
  {
    ...host,
    name: 'SIGTERM, the host has a handler that exits with 7',
    way: 'handlesAndExits',
    meanwhile: signal('SIGTERM'),
  },
  {
    ...host,
    name: 'SIGINT, the host has a handler and goes on',
    way: 'handlesAndGoesOn',
    meanwhile: signal('SIGINT'),
  },
  { ...worker, name: 'worker thread, natural end', way: 'natural' },
  { ...worker, name: 'worker thread, `worker.terminate()`', way: 'terminate' },
  { ...worker, name: 'worker thread, `process.exit(0)` in the main thread', way: 'exit' },
  { ...worker, name: 'worker thread, uncaught exception in it', way: 'throw' },
  { ...cluster, name: '`cluster`, natural end', way: 'natural' },
  { ...cluster, name: '`cluster`, children get SIGKILL', way: 'child-killed' },
  { ...cluster, name: '`cluster`, the primary gets SIGKILL', way: 'primary-killed' },
];

const eventsPerRow = 500;

/** Runs one row with AgentOps and without. */
export async function runExitRow(row: ExitRow, outageMs: number): Promise<ExitResult> {
  const scene = await Scene.open();
  try {
    const run = (env: Record<string, string>, of: Scene | undefined) =>
      runHost({
        program: row.program,
        args: [row.way, String(eventsPerRow)],
        env: row.outage ? { ...env, HOST_OUTAGE_MS: String(of ? outageMs : 0) } : env,
        meanwhile: row.meanwhile && ((started) => row.meanwhile?.(started, of) as Promise<void>),
      });
    const bare = await run({ HOST_BARE: '1' }, undefined);
    const ended = await run(scene.env, scene);
    const before = check(scene.acknowledgedPath, scene.received, { mayLoseContent: false });
    const unsent = await scene.drain();
    const strict = { mayLoseContent: false };
    const spool = check(scene.acknowledgedPath, readSpoolRecords(scene.directory), strict);
    const collector = check(scene.acknowledgedPath, scene.received, strict);
    return {
      row,
      ended,
      bare,
      acknowledged: spool.acknowledged,
      foundInSpool: spool.found,
      foundWithoutDrain: before.found,
      foundAtCollector: collector.found,
      repeated: scene.repeated,
      problems: [
        ...differences(ended, bare),
        ...(spool.acknowledged < eventsPerRow ? ['fewer events than asked for'] : []),
        ...spool.missing.map((what) => `spool: ${what}`),
        ...spool.doubled.map((what) => `spool, twice: ${what}`),
        ...collector.missing.map((what) => `collector: ${what}`),
        ...collector.doubled.map((what) => `collector, twice: ${what}`),
        ...unsent,
        ...(row.outage && before.found < before.acknowledged
          ? ['after the outage, something came with drain alone']
          : []),
      ],
    };
  } finally {
    await scene.close();
  }
}

function differences(ended: Ended, bare: Ended): string[] {
  if (ended.hung) return ['the process hangs'];
  return (['code', 'signal', 'stdout', 'stderr'] as const)
    .filter((field) => ended[field] !== bare[field])
    .map((field) => `${field} is ${say(ended[field])}, and ${say(bare[field])} without AgentOps`);
}

function say(value: unknown): string {
  return JSON.stringify(value).slice(0, 300);
}

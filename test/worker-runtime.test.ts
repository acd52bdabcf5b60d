import { join, relative } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { type BuildOptions, build } from 'esbuild';
import { describe, expect, test } from 'vitest';

const dist = join(import.meta.dirname, '../packages/core/dist');

async function bundle(options: BuildOptions) {
  const { metafile, outputFiles } = await build({
    ...options,
    entryPoints: [join(dist, 'index.js')],
    bundle: true,
    write: false,
    metafile: true,
    external: ['node:*'],
    logLevel: 'silent',
  });
  const nodeImports = Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
    imports.filter(({ external }) => external).map(({ path }) => [relative(dist, file), path]),
  );
  return { code: outputFiles[0]?.text as string, nodeImports };
}

describe('a bundle of all that core exports', () => {
  test.each<[string, BuildOptions]>([
    ['Cloudflare Workers', { platform: 'neutral', conditions: ['workerd', 'worker', 'browser'] }],
    ['a worker', { platform: 'neutral', conditions: ['worker'] }],
    ['edge functions', { platform: 'neutral', conditions: ['edge-light', 'worker'] }],
    ['browsers', { platform: 'browser' }],
  ])('for %s imports nothing of Node', async (_, options) => {
    const { code, nodeImports } = await bundle({ format: 'esm', ...options });
    expect(nodeImports).toEqual([]);
    expect(code).not.toMatch(/\bfrom\s*["']node:|\brequire\(/);
  });

  test.each<[string, BuildOptions]>([
    ['Node', { platform: 'node' }],
    ['who knows what', { platform: 'neutral' }],
  ])('for %s imports Node in the spool, the context and the host', async (_, options) => {
    const { nodeImports } = await bundle({ format: 'esm', ...options });
    const files = [...new Set(nodeImports.map(([file]) => file as string))];
    const spool = files.filter((file) => /^(?:pipeline|export)\//.test(file));
    expect(spool).toContain('pipeline/spool-writer.js');
    expect(files.filter((file) => !spool.includes(file)).sort()).toEqual([
      'platform/node/context-storage.js',
      'platform/node/host.js',
    ]);
  });
});

/** Runs in a realm that has what every runtime of the web has, and nothing of Node. Its timers are numbers there. */
async function runInWorker<T>(program: string, globals: Record<string, unknown> = {}): Promise<T> {
  const { code } = await bundle({
    platform: 'neutral',
    conditions: ['worker'],
    format: 'iife',
    globalName: 'agentops',
  });
  const warnings: string[] = [];
  const realm = createContext({
    crypto,
    performance,
    TextEncoder,
    setTimeout: (fn: () => void, ms: number) => Number(setTimeout(fn, ms)),
    clearTimeout: (id: number) => clearTimeout(id),
    setInterval: (fn: () => void, ms: number) => Number(setInterval(fn, ms).unref()),
    clearInterval: (id: number) => clearInterval(id),
    navigator: { userAgent: 'Test-Workers' },
    console: { warn: (text: string) => warnings.push(text) },
    warnings,
    ...globals,
  });
  runInContext(code, realm);
  return runInContext(`(async () => { ${program} })()`, realm) as Promise<T>;
}

const program = `
  const memory = new agentops.InMemoryExporter();
  const session = agentops.init({ name: 'in a worker', exporters: [memory] });
  const weather = agentops.traceTool('weather', async ({ city }) => {
    await null;
    agentops.traceAction('inside', () => {})();
    return city + ' is sunny';
  });
  await session.run(async () => {
    await weather({ city: 'Paris' });
    await weather({ city: 'x'.repeat(20_000) });
    await weather({ city: 'y'.repeat(300_000) });
  });
  const failing = agentops.traceTool('failing', () => { throw new TypeError('no') });
  try { failing() } catch {}
  agentops.defaultAgentOps.hostSessionId({ adapter: 'a', host: 'h', hostVersion: null }, 'id', 0);
  session.end({ endState: 'Success' });
  const flushed = await agentops.flush();
  const { sessions, events, losses } = memory.fold({ writerState: agentops.writerStateHere() });
  agentops.defaultAgentOps.shutdown();
  return { flushed, sessions, events, losses, warnings, files: agentops.readSpool('.agentops') };
`;

interface Outcome {
  flushed: boolean;
  sessions: Record<string, unknown>[];
  events: { name: string; id: string; parentId?: string; status: string; result?: unknown }[];
  losses: unknown[];
  warnings: string[];
  files: unknown;
}

describe('without a file system', () => {
  test('everything goes to the exporters, and one diagnostic says so', async () => {
    const { AsyncLocalStorage } = await import('node:async_hooks');
    const outcome = await runInWorker<Outcome>(program, { AsyncLocalStorage });
    expect(outcome.flushed).toBe(true);
    expect(outcome.losses).toEqual([]);
    expect(outcome.sessions).toMatchObject([
      { name: 'in a worker', endState: 'Success', hostEnv: { runtime: 'Test-Workers' } },
    ]);
    const tools = outcome.events.filter(({ name }) => name === 'weather');
    expect(tools.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
    expect(tools[0]?.result).toBe('Paris is sunny');
    expect(tools[1]?.result).toHaveLength(20_009);
    expect(tools[2]?.result).toMatch(/\[cut by agentops\]$/);
    const inside = outcome.events.filter(({ name }) => name === 'inside');
    expect(inside.map(({ parentId }) => parentId)).toEqual(tools.map(({ id }) => id));
    expect(outcome.events.find(({ name }) => name === 'failing')?.status).toBe('error');
    expect(outcome.files).toEqual({ records: [], badLines: [] });
    expect(outcome.warnings).toEqual([
      expect.stringMatching(/This runtime has no file system: .*\(no-file-system\)$/),
    ]);
    expect(outcome.warnings[0]).not.toContain('AsyncLocalStorage');
  });

  test('and without AsyncLocalStorage the same is recorded, and the diagnostic names the limit', async () => {
    const outcome = await runInWorker<Outcome>(program);
    expect(outcome.sessions).toHaveLength(1);
    expect(outcome.events.filter(({ name }) => name === 'weather')).toHaveLength(3);
    expect(outcome.warnings).toEqual([expect.stringContaining('no AsyncLocalStorage')]);
  });

  test('and without exporters nothing is thrown', async () => {
    const outcome = await runInWorker<{ flushed: boolean; warnings: string[] }>(`
      const session = agentops.init();
      agentops.traceAction('plan', () => {})();
      session.end({ endState: 'Success' });
      const flushed = await agentops.flush();
      agentops.defaultAgentOps.shutdown();
      return { flushed, warnings };
    `);
    expect(outcome).toMatchObject({ flushed: true, warnings: [expect.any(String)] });
  });
});

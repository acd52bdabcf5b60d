/** The packages as users get them: packed, and installed by npm in a project of their own. */
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, normalize } from 'node:path';
import { fold, readSpool, writerStateHere } from '@agentops/core';
import { startScriptedProvider } from '@agentops/testkit/scripted-provider';
import { build } from 'esbuild';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isFull } from '../tooling/full-tier.ts';
import { tempDir } from '../tooling/temp-dir.ts';
import {
  addAdapter,
  addProgram,
  compile,
  copyNodeTypes,
  copyPackage,
  createProject,
  mustRun,
  packAll,
  readJson,
  root,
  run,
} from './package-project.ts';

const folders: string[] = [];
let tarballs: Map<string, string>;

const names = globSync('packages/*/package.json', { cwd: root })
  .filter((path) => !readJson(join(root, path)).private)
  .map((path) => basename(dirname(path)))
  .sort();

function fileOf(name: string): string {
  const path = tarballs.get(name);
  if (!path) throw new Error(`${name} was not packed`);
  return `file:${path}`;
}

function ours(...wanted: string[]): Record<string, string> {
  return Object.fromEntries(wanted.map((name) => [`@agentops/${name}`, fileOf(name)]));
}

async function project(options: Parameters<typeof createProject>[0]): Promise<string> {
  const folder = await createProject(options);
  folders.push(folder);
  return folder;
}

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'agentops-packed-'));
  folders.push(folder);
  tarballs = await packAll(folder);
}, 60_000);

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test('pack:all packs every package that is not private', () => {
  expect([...tarballs.keys()]).toEqual(names);
});

describe.each(names)('the tarball of %s', (name) => {
  let folder: string;
  let files: string[];
  let manifest: Record<string, unknown>;

  beforeAll(async () => {
    const into = mkdtempSync(join(tmpdir(), 'agentops-tarball-'));
    folders.push(into);
    await mustRun('tar', ['xzf', tarballs.get(name) as string, '-C', into], { cwd: into });
    folder = join(into, 'package');
    files = globSync('**', { cwd: folder }).filter((file) => statSync(join(folder, file)).isFile());
    manifest = readJson(join(folder, 'package.json'));
  });

  test('holds dist, src, README and licence, and nothing else', () => {
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.js']));
    const others = files.filter(
      (file) =>
        !/^(?:LICENSE|README\.md|package\.json|dist\/.*\.(?:js|d\.ts)(?:\.map)?|src\/.*\.ts|python\/.*)$/.test(
          file,
        ) || /\.test\.|tsbuildinfo/.test(file),
    );
    expect(others).toEqual([]);
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toMatch(
      new RegExp(`^# @agentops/${name}\n`),
    );
  });

  test('names real versions of what it needs', () => {
    const { dependencies = {}, peerDependencies = {} } = manifest as Record<string, object>;
    const ranges = Object.values({ ...dependencies, ...peerDependencies });
    for (const range of ranges) expect(range).toMatch(/^[\^~>]?=?\s*\d/);
    expect(manifest).toMatchObject({ license: 'MIT', type: 'module', sideEffects: false });
    expect(manifest.engines).toEqual({ node: name === 'collector' ? '>=24.15' : '>=22.12' });
  });

  test('has each file that its exports, its imports and its source maps name', () => {
    const targets = [manifest.exports, manifest.imports, manifest.bin]
      .flatMap((map) => JSON.stringify(map ?? {}).match(/"\.\/[^"]+"/g) ?? [])
      .map((text) => normalize(JSON.parse(text)))
      .filter((path) => !path.startsWith('.'));
    for (const target of targets.filter((path) => /\.(?:js|json)$/.test(path))) {
      expect(globSync(target, { cwd: folder }), target).not.toEqual([]);
    }
    // Types lie beside the code, so that one condition serves both: an ES module, for `import` and for `require`.
    const code = files.filter((file) => file.startsWith('dist/') && file.endsWith('.js'));
    for (const file of code) {
      expect(files).toContain(file.replace(/\.js$/, '.d.ts'));
      const { sources } = readJson(join(folder, `${file}.map`));
      for (const source of sources) {
        expect(existsSync(join(folder, dirname(file), source)), source).toBe(true);
      }
    }
  });

  test('passes publint', async () => {
    const { buffer, byteOffset, byteLength } = readFileSync(tarballs.get(name) as string);
    const tarball = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    const { messages } = await publint({ pack: { tarball }, strict: true });
    expect(messages).toEqual([]);
  });
});

const expected = {
  text: 'Sunny.',
  streamed: 'Sunny.',
  one: 1,
  ran: 'sunny in Rome',
  isSame: true,
  sessions: 1,
  events: [
    'llm 12→3',
    'llm 12→3',
    'tool first 1',
    'tool weather sunny in Paris',
    'tool weather sunny in Rome',
  ],
};

/** Runs a compiled program.ts against a real server, and looks at what it printed and at what it left on disk. */
async function runProgram(node: string, file: string, cwd: string) {
  const directory = tempDir();
  const reply = { text: 'Sunny.', usage: { inputTokens: 12, outputTokens: 3 } };
  await using provider = await startScriptedProvider({ replies: [reply, reply] });
  const env = {
    AGENTOPS_DIR: directory,
    OPENAI_API_KEY: 'none',
    OPENAI_BASE_URL: provider.openaiBaseUrl,
  };
  const { code, stdout, stderr } = await run(node, [file], { cwd, env });
  // Node 22.12 warns that require() of an ES module is new.
  const warning =
    /^\(node:\d+\) ExperimentalWarning: CommonJS module .*\n(?:Support for|\(Use ).*\n.*\n/;
  expect(stderr.replace(warning, '')).toBe('');
  expect(code).toBe(0);
  // `usage` of the stream was not asked for, so the provider does not say it.
  expect(JSON.parse(stdout)).toEqual({
    ...expected,
    events: expected.events.with(1, 'llm undefined→undefined'),
  });
  const folded = fold(readSpool(directory).records, { writerState: writerStateHere() });
  expect(folded.sessions).toMatchObject([{ name: 'packed', endState: 'Success' }]);
  expect(folded.losses).toEqual([]);
}

async function compileProgram(folder: string, tsc: string, outDir: string) {
  const nodenext = { module: 'nodenext', moduleResolution: 'nodenext' } as const;
  addProgram(folder, 'program.ts', 'esm.mts');
  addProgram(folder, 'program.ts', 'cjs.cts');
  const outcome = await compile(folder, tsc, {
    ...nodenext,
    files: ['esm.mts', 'cjs.cts'],
    outDir,
  });
  expect(outcome).toMatchObject({ code: 0, stdout: '' });
  expect(readFileSync(join(folder, outDir, 'cjs.cjs'), 'utf8')).toContain(
    'require("@agentops/core")',
  );
}

describe('in an empty npm project', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await project({
      offline: true,
      dependencies: ours('core', 'semconv', 'stainless', 'adapter-openai'),
    });
    copyPackage(folder, 'openai');
    copyNodeTypes(folder);
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await compileProgram(folder, tsc, 'out');
  }, 60_000);

  test.each(['esm.mjs', 'cjs.cjs'])('types infer, and %s records', async (file) => {
    await runProgram(process.execPath, join('out', file), folder);
  });

  test('a bundle for Node records too, to disk', async () => {
    const outfile = join(folder, 'bundle.mjs');
    const entryPoints = [join(folder, 'out/esm.mjs')];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm' });
    await runProgram(process.execPath, outfile, folder);
  });

  test('importing it changes nothing in the process', async () => {
    addProgram(folder, 'side-effects.mjs', 'side-effects.mjs');
    const packages = ['core', 'semconv', 'stainless', 'adapter-openai'].map(
      (name) => `@agentops/${name}`,
    );
    const args = ['side-effects.mjs', ...packages];
    const outcome = await run(process.execPath, args, { cwd: folder });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(outcome.stdout)).toEqual(
      Object.fromEntries(packages.map((name) => [name, []])),
    );
  });
});

const nodeVersions = ['22.12.0', '22.23.3', '24.21.0'];
const typescriptVersions = ['5.9.3', '7.0.2'];
const hosts = {
  openai: '7.57.0',
  '@anthropic-ai/sdk': '1.12.0',
  inversify: '8.2.3',
  'reflect-metadata': '0.2.2',
  '@types/node': '24.19.2',
};

describe.runIf(isFull)('everywhere', { timeout: 300_000 }, () => {
  const nodes = new Map<string, string>();
  const compilers = new Map<string, string>();
  let folder: string;

  beforeAll(async () => {
    for (const version of nodeVersions) {
      const dependencies = { node: version };
      const path = join(
        await project({ offline: false, dependencies }),
        'node_modules/node/bin/node',
      );
      nodes.set(version, path);
      expect((await mustRun(path, ['-v'], { cwd: root })).trim()).toBe(`v${version}`);
    }
    for (const version of typescriptVersions) {
      const dependencies = { typescript: version };
      const at = await project({ offline: false, dependencies });
      compilers.set(version, join(at, 'node_modules/typescript/bin/tsc'));
    }
    folder = await project({ offline: false, dependencies: { ...ours(...names), ...hosts } });
  }, 600_000);

  const all = {
    events: ['llm chat claude-sonnet-4-5', 'action plan'],
    priced: 1,
    name: 'gen_ai.request.model',
    version: hosts['@anthropic-ai/sdk'],
    exporter: 'http://127.0.0.1:9',
    spans: 'http://127.0.0.1:9/v1/traces',
    handler: 'function',
    commands: true,
  };

  describe.each(typescriptVersions)('TypeScript %s', (version) => {
    const tsc = () => compilers.get(version) as string;
    const out = (name: string) => `out-${version}-${name}`;

    test('nodenext: ES modules and CommonJS', async () => {
      await compileProgram(folder, tsc(), out('program'));
      addProgram(folder, 'all-packages.ts', 'all-esm.mts');
      addProgram(folder, 'all-packages.ts', 'all-cjs.cts');
      const outcome = await compile(folder, tsc(), {
        module: 'nodenext',
        moduleResolution: 'nodenext',
        files: ['all-esm.mts', 'all-cjs.cts'],
        outDir: out('all'),
      });
      expect(outcome).toMatchObject({ code: 0, stdout: '' });
    });

    test('bundler: ES modules and CommonJS', async () => {
      const files = ['program.ts', 'all-packages.ts'];
      for (const file of files) addProgram(folder, file, file);
      addProgram(folder, 'program.ts', 'program-cjs.cts');
      const outcome = await compile(folder, tsc(), {
        module: 'preserve',
        moduleResolution: 'bundler',
        files: [...files, 'program-cjs.cts'],
      });
      expect(outcome).toMatchObject({ code: 0, stdout: '' });
    });

    test.each(nodeVersions)('what it made runs on Node %s', async (nodeVersion) => {
      const node = nodes.get(nodeVersion) as string;
      for (const file of ['esm.mjs', 'cjs.cjs']) {
        await runProgram(node, join(out('program'), file), folder);
      }
      for (const file of ['all-esm.mjs', 'all-cjs.cjs']) {
        const env = { AGENTOPS_DIR: tempDir() };
        const outcome = await run(node, [join(out('all'), file)], { cwd: folder, env });
        expect(outcome).toMatchObject({ code: 0 });
        expect(JSON.parse(outcome.stdout)).toEqual({ ...all, cost: expect.any(Number) });
      }
    });
  });

  test.each(nodeVersions)('the agentops command runs on Node %s', async (version) => {
    const directory = tempDir();
    const env = { AGENTOPS_DIR: directory };
    const node = nodes.get(version) as string;
    const record = `require('@agentops/core').init({ name: 'from the command line' }).end({ endState: 'Success' })`;
    await mustRun(node, ['-e', record], { cwd: folder, env });
    const args = ['node_modules/.bin/agentops', 'sessions', '--json'];
    const { stdout } = await run(node, args, { cwd: folder, env });
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'from the command line' }]);
  });

  test('somebody else’s adapter runs the conformance kit of the testkit', async () => {
    const { devDependencies } = readJson(join(root, 'package.json'));
    expect(devDependencies.vitest).toBe('catalog:');
    const vitest = /^ {2}vitest: (.+)$/m.exec(
      readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'),
    );
    const dependencies = {
      ...ours('core', 'pricing', 'store', 'testkit'),
      vitest: vitest?.[1] ?? '',
    };
    const at = await project({ offline: false, dependencies });
    addAdapter(at);
    const { code, stdout } = await run('npx', ['vitest', 'run', '--no-color'], { cwd: at });
    expect(stdout).toMatch(/Tests {2}\d{3} passed \| \d+ skipped/);
    expect(code).toBe(0);
  });

  test.each(nodeVersions)('a Python program runs under its command on Node %s', async (version) => {
    const command = ['run', '--', 'python3', '-c', 'print("hi")'];
    const args = ['node_modules/.bin/agentops-taskweaver', ...command];
    const env = { AGENTOPS_DIR: tempDir() };
    const outcome = await run(nodes.get(version) as string, args, { cwd: folder, env });
    expect(outcome).toEqual({ code: 0, stdout: 'hi\n', stderr: '' });
  });

  test('importing a package changes nothing in the process', async () => {
    addProgram(folder, 'side-effects.mjs', 'side-effects.mjs');
    const packages = names
      .filter((name) => name !== 'testkit')
      .map((name) => `@agentops/${name}`)
      .concat('@agentops/testkit/scripted-provider');
    const args = ['side-effects.mjs', ...packages];
    const outcome = await run(process.execPath, args, { cwd: folder });
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(outcome.stdout)).toEqual(
      Object.fromEntries(packages.map((name) => [name, []])),
    );
  });
});

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { isFull } from '../tooling/full-tier.ts';
import { userEnvironment } from './package-project.ts';

const root = resolve(import.meta.dirname, '..');
const bin = join(root, 'node_modules/.bin');
const { devEngines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const pnpm = `pnpm@${devEngines.packageManager.version}`;
// In the workspace, where a new package finds what it needs. Tools don't look into folders with a dot of their own accord.
const place = mkdtempSync(join(import.meta.dirname, '.new-adapter-'));
const folder = join(place, 'adapter-acme-ai');

afterAll(() => rmSync(place, { recursive: true, force: true }));

function run(cwd: string, command: string, ...args: string[]) {
  const env = { ...process.env, NO_COLOR: '1', VITEST: undefined, NODE_ENV: undefined };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

/** With the Node and npm of the machine: those that the repository brings are not there before the first install. */
function asContributor(cwd: string, command: string, ...args: string[]) {
  const path = process.env.PATH?.split(delimiter).filter((each) => !each.includes('node_modules'));
  const env = { ...userEnvironment(), CI: undefined, NO_COLOR: '1', PATH: path?.join(delimiter) };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

const newAdapter = (...args: string[]) =>
  run(root, process.execPath, join(root, 'scripts/new-adapter.js'), ...args);

test.each([
  { args: [], says: 'Which host? npm run new-adapter my-host' },
  { args: ['My Host'], says: '"My Host" is no name in kebab-case' },
  { args: ['@my/host'], says: 'The name of the npm package goes into --package' },
  { args: ['adapter-my-host'], says: '"adapter-" comes by itself: npm run new-adapter my-host' },
  { args: ['my', 'host'], says: 'One host at a time, not "my host"' },
  { args: ['openai'], says: 'packages/adapter-openai exists already' },
  { args: ['my-host', '--package', 'a b'], says: '"a b" is no name of an npm package' },
  { args: ['my-host', '--into', '/tmp'], says: '/tmp/adapter-my-host is not in this repository' },
  { args: ['my-host', '--wat'], says: "Unknown option '--wat'" },
])('what it refuses: $args', ({ args, says }) => {
  const { status, output } = newAdapter(...args);
  expect(output).toContain(says);
  expect(output).not.toMatch(/^\s+at /m);
  expect(status).toBe(1);
});

describe('as npm runs it, in a copy of the repository where nothing is installed', () => {
  const copy = mkdtempSync(join(tmpdir(), 'agentops-new-adapter-'));

  beforeAll(() => {
    for (const part of ['package.json', 'scripts', 'test/topology.test.ts']) {
      cpSync(join(root, part), join(copy, part), { recursive: true });
    }
  });

  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  const npm = (...args: string[]) => asContributor(copy, 'npm', 'run', 'new-adapter', ...args);

  test.each([
    { args: ['one', '--', '--package', '@acme/one'], hostPackage: '@acme/one' },
    { args: ['two', '--package', '@acme/two'], hostPackage: '@acme/two' },
    { args: ['--', 'three', '--package=@acme/three'], hostPackage: '@acme/three' },
    { args: ['four', '--', '--package', 'acme', '--', '--into', 'packages'], hostPackage: 'acme' },
  ])('$args', ({ args, hostPackage }) => {
    const { status, output } = npm(...args);
    expect(output).toContain(`pin ${hostPackage} in the catalog`);
    expect(status).toBe(0);
    const host = args.find((arg) => !arg.startsWith('-'));
    const manifest = readFileSync(join(copy, `packages/adapter-${host}/package.json`), 'utf8');
    expect(Object.keys(JSON.parse(manifest).peerDependencies)).toEqual([hostPackage]);
    const table = readFileSync(join(copy, 'test/topology.test.ts'), 'utf8');
    expect(table).toContain(`  'adapter-${host}': ['core', 'semconv'],\n`);
  });

  test('what npm takes for itself is said', () => {
    const { status, output } = npm('five', '--into', 'examples');
    expect(output).toContain('npm keeps --into for itself. Write -- before it');
    expect(status).toBe(1);
  });

  test('what it says to do next needs nothing but npm', () => {
    const { output } = npm('six');
    expect(output).toContain(`
  4. npx ${pnpm} exec turbo run build typecheck test --filter @agentops/adapter-six
`);
    expect(new Set(output.match(/pnpm@[\d.]+/g))).toEqual(new Set([pnpm]));
  });
});

/** A copy of all that git would take in, and what the documents tell a contributor to do there. */
describe.runIf(isFull)('in a clone', { timeout: 300_000 }, () => {
  test('it is written, installed, built and run by the commands that it names', () => {
    const clone = mkdtempSync(join(tmpdir(), 'agentops-clone-'));
    onTestFinished(() => rmSync(clone, { recursive: true, force: true }));
    const { output: files } = run(root, 'git', 'ls-files', '-co', '--exclude-standard');
    for (const file of files.split('\n').filter((each) => each && existsSync(join(root, each)))) {
      cpSync(join(root, file), join(clone, file));
    }
    const shell = (command: string) => asContributor(clone, 'sh', '-c', command);
    const { output } = shell('npm run new-adapter acme -- --package openai');
    const [install, check] = ['1', '4'].map(
      (step) => new RegExp(`^  ${step}\\..*?(npx pnpm\\S+ .*?)$`, 'ms').exec(output)?.[1],
    );
    expect(shell(`${install} --prefer-offline`)).toMatchObject({ status: 0 });
    const checked = shell(check as string);
    expect(checked.output).toContain('The driver has no createClient yet');
    expect(checked.output).toMatch(/3 failed.*3 passed/);
  });
});

test('--help', () => {
  const { status, output } = newAdapter('--help');
  expect(output).toContain('npm run new-adapter <host>');
  expect(status).toBe(0);
});

describe('a new adapter', () => {
  let written: ReturnType<typeof run>;

  beforeAll(() => {
    written = newAdapter('acme-ai', '--package', '@acme/ai', '--into', relative(root, place));
  });

  test('is written, and it is said what to do next', () => {
    expect(written.status).toBe(0);
    expect(written.output).toContain('src/mapper.ts');
    expect(written.output).toContain('What to do next (docs/writing-an-adapter.md)');
    const names = globSync('**/*', { cwd: folder, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
      .filter((text) => /__\w+__/.test(text));
    expect(names).toEqual([]);
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(readme.match(/^## .*/gm)).toEqual([
      '## Install',
      '## Supported versions',
      '## Usage',
      '## What is recorded',
      '## Limits',
    ]);
  });

  test('builds, type-checks and lints at once, and so does the code in the document', () => {
    const document = readFileSync(join(root, 'docs/writing-an-adapter.md'), 'utf8');
    const code = /^```ts compiled\n(.*?)^```$/ms.exec(document)?.[1];
    expect(code).toBeDefined();
    expect(run(folder, join(bin, 'biome'), 'ci', '--error-on-warnings', '.')).toMatchObject({
      status: 0,
    });
    writeFileSync(join(folder, 'src/example.ts'), code ?? '');
    expect(run(folder, join(bin, 'tsc'), '-b')).toEqual({ status: 0, output: '' });
    expect(run(folder, join(bin, 'tsc'), '-p', 'test')).toEqual({ status: 0, output: '' });
  });

  test('runs its kit, which names what is left, in words', () => {
    const { status, output } = run(folder, join(bin, 'vitest'), 'run');
    expect(status).toBe(1);
    for (const method of ['createClient', 'call', 'textOf']) {
      expect(output).toContain(`The driver has no ${method} yet: write it in test/driver.ts (`);
    }
    expect(output).toMatch(/left to do before the \d+ cases of the conformance kit can run/);
    expect(output).toContain('3 failed | 3 passed');
    expect(output).not.toMatch(/^\s+(?:at|❯) .*:\d+:\d+/m);
  });

  test('passes the kit once the driver is written for a host of that shape, but for retries', () => {
    writeFileSync(join(folder, 'test/driver.ts'), driver);
    const { output } = run(folder, join(bin, 'vitest'), 'run', '--reporter=dot');
    expect(output).toMatch(/Tests .* passed/);
    const failed = [...output.matchAll(/FAIL .* > ([\w/-]+): /g)].map(([, id]) => id);
    // This host never tries again, and the kit can't be told that.
    expect(failed.filter((id) => !/retr/.test(id ?? ''))).toEqual([]);
  });
});

/** The smallest host that has the shape that the template takes for granted. */
const driver = `
import type { HostCapabilities, HostDriver } from '@agentops/testkit';
import { type AcmeAiClient, type AcmeAiRequest, attachAcmeAi } from '../src/index.ts';

export const capabilities: HostCapabilities = {
  attachedBy: 'hand',
  choices: false,
  parallelToolCalls: false,
  usageInStreams: 'never',
  usageBeforeText: false,
  usageDetails: [],
  extraBody: false,
  errorsInStreams: false,
};

class Acme implements AcmeAiClient {
  constructor(readonly url: string) {}
  async chat({ signal, ...body }: AcmeAiRequest) {
    const response = await fetch(this.url + '/v1/chat/completions', {
      method: 'POST',
      body: JSON.stringify(body),
      signal: signal ?? null,
    });
    const { choices, usage, error } = (await response.json()) as any;
    if (error) throw new TypeError(error.message);
    const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = usage ?? {};
    return {
      text: choices[0].message.content as string,
      ...(usage ? { usage: { inputTokens, outputTokens } } : {}),
    };
  }
}
class SubAcme extends Acme {}

export const driver: HostDriver<AcmeAiClient> = {
  createClient: ({ url, subclass }) => (subclass ? new SubAcme(url) : new Acme(url)),
  attach: (client, options) => attachAcmeAi(client, options),
  call: (client, { prompt, system, signal, timeoutMs }) =>
    client.chat({
      model: 'acme',
      messages: [
        ...(system ? [{ role: 'system', content: system }] : []),
        { role: 'user', content: prompt },
      ],
      ...(signal ? { signal } : timeoutMs ? { signal: AbortSignal.timeout(timeoutMs) } : {}),
    }),
  textOf: (answer) => (answer as { text: string }).text,
};
`;

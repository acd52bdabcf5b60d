import { execFile } from 'node:child_process';
import { chmodSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { takeIn } from '@agentops/bridge';
import { describe, expect, test } from 'vitest';
import { taskweaverMapper } from '../../src/bridge/bridge-mapper.ts';
import { host, liveFolder, play } from './live.ts';
import { LlmServer } from './llm-server.ts';
import { createProject, secrets } from './project.ts';
import { coder, planner } from './roles.ts';
import { shim } from './run-host.ts';
import { ofKind, readLines } from './stream-lines.ts';

const packages = fileURLToPath(new URL('../../python', import.meta.url));
const hello = { '': [planner('User', 'Hello.')] };
const steps = [{ message: 'Hi.' }];
const kinds = ['session_start', 'message', 'llm_end', 'message_end', 'session_stop', 'close'];

/** A program of a user's, which knows nothing of us, started in some way. */
async function runProgram(args: (folder: string) => string[], env: Record<string, string> = {}) {
  await using server = await LlmServer.start(hello);
  const folder = liveFolder();
  createProject(join(folder, 'project'), server.url);
  const source = [
    'import sys',
    'from taskweaver.app.app import TaskWeaverApp',
    'app = TaskWeaverApp(app_dir="project")',
    'print(app.get_session().send_message("Hi.").state, __name__, sys.argv[1:])',
    'app.stop()',
  ].join('\n');
  writeFileSync(join(folder, 'program.py'), source);
  writeFileSync(
    join(folder, 'late.py'),
    `${source.replace('app.stop', 'import agentops_taskweaver as a\na.instrument(app)\nprint(app.get_session().send_message("Hi.").state)\napp.stop')}`,
  );
  const stopping =
    'import atexit\natexit.register(app.stop)\nimport agentops_taskweaver as a\na.instrument(app)';
  writeFileSync(
    join(folder, 'at_exit.py'),
    source.replace('app.stop()', '').replace('\nprint', `\n${stopping}\nprint`),
  );
  const run = promisify(execFile)(host?.python as string, args(folder), {
    cwd: folder,
    env: {
      ...process.env,
      PYTHONPATH: host?.home as string,
      PYTHONDONTWRITEBYTECODE: '1',
      TASKWEAVER_USE_CONSOLE_LOGGING: 'false',
      ...env,
    },
  });
  const { stdout } = await run;
  return { stdout, lines: readLines(join(folder, '.agentops')), folder };
}

function textOf(directory: string): string {
  return globSync('**', { cwd: directory, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('');
}

describe.skipIf(!host)('TaskWeaver is recorded', () => {
  const withPackage = { PYTHONPATH: `${host?.home}:${packages}` };
  const installed = 'import agentops_taskweaver; agentops_taskweaver.install(); import program';
  const installedLate =
    'import taskweaver.llm, taskweaver.session; import agentops_taskweaver; agentops_taskweaver.install(); import program';
  test.each([
    ['a script', () => [shim, 'run', 'program.py', 'x']],
    ['a module', () => [shim, 'run', '-m', 'program', 'x']],
    [
      'code',
      () => [
        shim,
        'run',
        '-c',
        'import runpy; runpy.run_module("program", run_name="__main__")',
        'x',
      ],
    ],
    [
      'a console script',
      (folder: string) => {
        const script = join(folder, 'bin', 'program');
        mkdirSync(join(folder, 'bin'));
        writeFileSync(
          script,
          `#!${host?.python}\nimport sys; sys.path.insert(0, ".")\nimport runpy; runpy.run_module("program", run_name="__main__")\n`,
        );
        chmodSync(script, 0o755);
        return [shim, 'run', script, 'x'];
      },
    ],
    [
      'an isolated interpreter',
      (folder: string) => [
        '-I',
        shim,
        'run',
        '-c',
        `import sys; sys.path[:0] = [${JSON.stringify(folder)}, ${JSON.stringify(host?.home)}]; import runpy; runpy.run_module("program", run_name="__main__")`,
        'x',
      ],
    ],
  ])('from %s', async (_, args) => {
    const { stdout, lines } = await runProgram(args);
    expect(stdout).toContain("finished __main__ ['x']");
    expect(kinds.map((kind) => ofKind(lines, kind).length)).toEqual(kinds.map(() => 1));
  });

  test.each([
    ['before TaskWeaver is imported', installed],
    ['after that', installedLate],
  ])('by install(), %s', async (_, code) => {
    const { lines } = await runProgram(() => ['-c', code], withPackage);
    expect(kinds.map((kind) => ofKind(lines, kind).length)).toEqual(kinds.map(() => 1));
  });

  test('by instrument(app), from then on', async () => {
    const { stdout, lines } = await runProgram(() => ['late.py'], withPackage);
    expect(stdout.match(/finished|failed/g)).toHaveLength(2);
    // The session that the app has by then is told, with what comes after.
    expect(kinds.map((kind) => ofKind(lines, kind).length)).toEqual([2, 1, 1, 1, 2, 1]);
  });

  test('by instrument(app), to the end of what was to run at exit before it', async () => {
    const { lines } = await runProgram(() => ['at_exit.py'], withPackage);
    expect(kinds.map((kind) => ofKind(lines, kind).length)).toEqual(kinds.map(() => 1));
    expect(lines.at(-1)?.kind).toBe('close');
  });

  test('also in a kernel that was there before', async () => {
    const code = `import sys; sys.path.append(${JSON.stringify(packages)}); import agentops_taskweaver; agentops_taskweaver.instrument(app)`;
    const script = { '': [coder('add(1, 2)'), coder('add(3, 4)')] };
    const played = await play(
      script,
      {
        settings: { 'session.roles': ['code_interpreter'] },
        steps: [{ message: 'One.' }, { exec: code }, { message: 'Two.' }],
      },
      { shim: false },
    );
    expect(played).toMatchObject({ code: 0, left: 0 });
    expect(ofKind(played.lines, 'plugin_end')).toMatchObject([{ data: { result: 7 } }]);
    expect(ofKind(played.lines, 'llm_end', 'code_end')).toHaveLength(2);
    expect(ofKind(played.lines, 'diagnostic')).toEqual([]);
  });

  test.each([
    ['AGENTOPS_DISABLED', 'true'],
    ['TASKWEAVER_SESSION_ID', 'in a kernel'],
  ])('not with %s=%s', async (name, value) => {
    const { stdout, folder } = await runProgram(() => [shim, 'run', 'program.py'], {
      [name]: value,
    });
    expect(stdout).toContain('finished');
    expect(globSync('.agentops/**', { cwd: folder })).toEqual([]);
  });
});

describe.skipIf(!host)('what is told to nobody', () => {
  test('secrets of the settings, of plugins and of the environment', async () => {
    const settings = {
      'llm.api_type': 'openai',
      'ext_llms.llm_configs': {
        second: { 'llm.api_type': 'openai', 'llm.api_key': secrets.alias },
      },
    };
    const quoting = `The key is ${secrets.key}, or ${secrets.alias}, or env-s3cret-of-a-provider.`;
    const script = {
      '': [
        planner('CodeInterpreter', quoting),
        coder('add(1)\nprint(add.config)\nprint_it(add.config["api_key"])'),
        planner('User', quoting),
      ],
    };
    const env = {
      PROVIDER_API_KEY: 'env-s3cret-of-a-provider',
      AGENTOPS_API_KEY: 'our-own-k3y-for-exporters',
    };
    const played = await play(script, { settings, steps }, { env });
    expect(played).toMatchObject({ code: 0, left: 0 });
    expect(ofKind(played.lines, 'plugin_end')).toMatchObject([
      { data: { result: 2 } },
      { data: { result: '[redacted]' } },
    ]);
    const written = textOf(played.directory);
    for (const secret of [...Object.values(secrets), ...Object.values(env)])
      expect(written).not.toContain(secret);
    expect(written).toContain('The key is [redacted], or [redacted], or [redacted].');
  });

  test('a secret of which a part has come', async () => {
    const text = `before ${secrets.key} behind `.repeat(600);
    const { directory, lines } = await play(
      { '': [{ text, pieceLength: 61 }] },
      { steps: [{ call: 'Tell it all.' }] },
    );
    await takeIn({ directory, mappers: [taskweaverMapper] });
    const parts = ofKind(lines, 'llm_chunk').map(({ data }) => data.text);
    expect(parts.length).toBeGreaterThan(1);
    const masked = text.replaceAll(secrets.key, '[redacted]');
    expect(masked.startsWith(parts.join(''))).toBe(true);
    expect(ofKind(lines, 'llm_end')).toMatchObject([{ data: { text: masked } }]);
    expect(globSync('spool/*.ndjson', { cwd: directory })).not.toEqual([]);
    // What is left of a key that was cut, in the stream or in the spool.
    const left = textOf(directory).replaceAll(/\[redacted\]/g, '');
    expect(left).not.toMatch(/k3y|known|4711/);
  });

  test('to kernels, what is ours in the environment and on the path', async () => {
    const code = [
      'import os, sys, json',
      'print(json.dumps({"names": [name for name in os.environ if "AGENTOPS" in name], "path": sys.path}))',
    ].join('\n');
    const env = { AGENTOPS_API_KEY: 'our-own-k3y-for-exporters', AGENTOPS_CONTEXT: 'context' };
    const after = 'import os; print("host has", os.environ["AGENTOPS_API_KEY"])';
    const scenario = {
      settings: { 'session.roles': ['code_interpreter'] },
      after,
      steps: [{ message: 'Look.' }],
    };
    const played = await play({ '': [coder(code)] }, scenario, { env });
    const [run] = ofKind(played.lines, 'code_end');
    const { names, path } = JSON.parse(run?.data.stdout);
    expect(names).toEqual([]);
    expect(path.filter((place: string) => place.startsWith(packages))).toEqual([]);
    expect(played.stdout).toContain('host has our-own-k3y');
    expect(ofKind(played.lines, 'stream')[0]?.data.context).toBe('context');
  });

  test.each([
    ['the environment', {}, { AGENTOPS_CAPTURE_CONTENT: 'false' }],
    ['the settings', { 'agentops.capture_content': false }, {}],
  ])('content, where %s says so', async (_, settings, env: Record<string, string>) => {
    const word = 'c0ntent';
    const script = {
      '': [
        planner('CodeInterpreter', word),
        coder(
          `import threading\nprint("${word}")\nthread = threading.Thread(target=print_it, args=("${word}",), name="${word}")\nthread.start()\nthread.join()\nfail("${word}")`,
        ),
        { status: 500 },
        planner('User', word),
      ],
    };
    const played = await play(
      script,
      { settings, steps: [{ message: word }, { message: word }] },
      { env },
    );
    expect(JSON.stringify(played.lines)).not.toContain(word);
    expect(played.lines[0]?.data.capture_content).toBe(false);
    const told = ['message', 'llm_start', 'llm_end', 'plugin_end', 'code_end', 'message_end'];
    expect(told.map((kind) => ofKind(played.lines, kind).length)).toEqual([2, 4, 4, 2, 1, 2]);
    expect(ofKind(played.lines, 'llm_end')[0]?.data).toMatchObject({
      usage: { output_tokens: 22 },
    });
    expect(ofKind(played.lines, 'plugin_end')[1]?.data.error).toEqual({ type: 'ValueError' });
  });
});

describe.skipIf(!host)('the settings', () => {
  test('say where to write, unless AGENTOPS_DIR does; keys that mean nothing are told', async () => {
    const settings = { 'agentops.directory': 'elsewhere', 'agentops.colour': 'blue' };
    const played = await play(hello, { settings, steps }, { env: { AGENTOPS_DIR: '' } });
    const lines = readLines(join(played.folder, 'elsewhere'));
    expect(ofKind(lines, 'message')).toHaveLength(1);
    expect(ofKind(lines, 'diagnostic')).toMatchObject([
      { data: { code: 'config-not-understood' } },
    ]);
    const second = await play(hello, { settings, steps });
    expect(ofKind(second.lines, 'message')).toHaveLength(1);
  });
});

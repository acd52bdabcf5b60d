import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isFull } from '../../../../tooling/full-tier.ts';
import { comparable } from './comparable.ts';
import { host, type Played, play } from './live.ts';
import { coder, planner } from './roles.ts';
import { ofKind } from './stream-lines.ts';

const packages = fileURLToPath(new URL('../../python', import.meta.url));

const script = {
  '': [
    planner('CodeInterpreter', 'Add.'),
    coder('print("before")\nadd(1, 2)\nfail("for good")'),
    coder('add(1, 2)'),
    planner('User', 'It is 3.'),
    planner('User', 'Thanks.'),
    { text: 'outside' },
    { text: 'elsewhere' },
  ],
};

/** Where a kernel or a container does not start, the host's own errors, which it would wait on for ever. */
const noKernels = [
  'import os',
  'from taskweaver.ces.environment import Environment',
  'from taskweaver.ces.manager.sub_proc import SubProcessManager',
  'environment = Environment(env_dir=os.path.join(os.getcwd(), "other"))',
  'environment.multi_kernel_manager.start_kernel = lambda **_: {}["no kernel today"]',
  'for make in (lambda: environment.start_session("none"), lambda: SubProcessManager(kernel_mode="container")):',
  '    try:',
  '        make()',
  '    except Exception as error:',
  '        truth["values"].append(f"{type(error).__name__}: {error}")',
].join('\n');

const scenario = {
  settings: {
    'llm.embedding_api_type': 'ollama',
    'llm.embedding_model': 'embedding-1',
    'ext_llms.llm_configs': { second: { 'llm.api_type': 'openai', 'llm.model': 'other-1' } },
  },
  steps: [
    { message: 'Add.' },
    { message: 'Thank me.' },
    { call: 'x' },
    { call: 'y', alias: 'second' },
    { embed: ['x'] },
    { exec: noKernels },
    { stop: 'A' },
  ],
};

let bareOnce: Promise<Played> | undefined;

function playBare(): Promise<Played> {
  bareOnce ??= play(script, scenario, { shim: false });
  return bareOnce;
}

/** Lets a function of the shim raise. `when`: only then, by its arguments. */
function raising(module: string, name: string, when?: string): string {
  const path = name.split('.');
  const owner = ['module', ...path.slice(0, -1)].join('.');
  const place = ['agentops_taskweaver', module].filter((part) => part !== '').join('.');
  return [
    `import functools, ${place}`,
    `import sys; module = sys.modules["${place}"]`,
    'def breaking(original):',
    '    @functools.wraps(original)',
    '    def broken(*args, **kwargs):',
    `        if ${when ?? 'True'}:`,
    '            raise RuntimeError("broken on purpose")',
    '        return original(*args, **kwargs)',
    '    return broken',
    `${owner}.${path.at(-1)} = breaking(${owner}.${path.at(-1)})`,
  ].join('\n');
}

interface Fault {
  where: string;
  before?: string;
  after?: string;
  /** @default true */
  shim?: boolean;
  /** The hooks that say so. */
  hooks: readonly string[];
}

const faults: readonly Fault[] = [
  {
    where: 'whatever is reported',
    before: [
      raising('reporting.reporter', 'Reporter.report'),
      // Part of an answer may be told, or not: by the clock.
      raising('streamed_text', 'StreamedText.add'),
    ].join('\n'),
    hooks: [
      'session_start',
      'Session.send_message',
      'SessionEventHandler.handle',
      'llm_start',
      'llm_chunk',
      'llm_end',
      'Environment.execute_code',
      'Environment.start_session',
      'SubProcessManager.__init__',
      'plugin call',
      'Session.stop',
    ],
  },
  {
    where: 'in what is asked of the host',
    before: [
      raising('hooks.sessions', 'session_facts'),
      raising('hooks.watched_service', 'LlmCall'),
      raising('hooks.plugin_calls', 'probe_code'),
      raising('hooks.plugin_calls', '_read_rest'),
    ].join('\n'),
    hooks: [
      'session_start',
      'CompletionService.chat_completion',
      'EmbeddingService.get_embeddings',
      'Environment._cmd_session_init',
      'Environment.stop_session',
    ],
  },
  {
    where: 'in what stands in the way of messages',
    before: [
      raising('hooks.plugin_calls', '_record_in'),
      raising('hooks.event_handler', 'EventHandler._handle'),
      raising('hooks.watched_service', 'watch_client'),
      raising('hooks.kernels', 'without_ours'),
      raising('reporting.reporter', 'Reporter.report', 'args[1] == "heartbeat"'),
      'sys.modules["agentops_taskweaver"]._recorder._heartbeat._interval = 0.05',
    ].join('\n'),
    hooks: [
      'BlockingKernelClient.get_iopub_msg',
      'SessionEventHandler.handle',
      'client of the provider',
      'TaskWeaverMultiKernelManager.pre_start_kernel',
      'heartbeat',
    ],
  },
  {
    where: 'when a session comes, and in what a client tells',
    before: [
      raising('hooks.sessions', 'adopt'),
      raising('told_by_client', 'ToldByClient.openai'),
      raising('told_by_client', 'ToldByClient.ollama'),
      // Elsewhere it would keep our frames in.
      raising('hooks.plugin_calls', '_drop_our_frames', 'args[0]["msg_type"] != "error"'),
    ].join('\n'),
    hooks: [
      'SessionManager._get_session_from_store',
      'Session.send_message',
      'ToldByClient.openai',
      'ToldByClient.ollama',
      'traceback of a cell',
    ],
  },
  {
    where: 'while classes are hooked',
    before: ['hooks.sessions', 'hooks.llm_services', 'hooks.kernels', 'installation']
      .map((module) => raising(module, 'wrap_method'))
      .join('\n'),
    hooks: [
      'taskweaver.app.session_manager',
      'taskweaver.session.session',
      'taskweaver.llm',
      'taskweaver.ces.environment',
      'taskweaver.ces.manager.sub_proc',
      'Environment._cmd_session_init',
      'Environment._get_client',
      'Environment.execute_code',
      'Environment.start_session',
      'Environment.stop_session',
    ],
  },
  {
    where: 'for an app that is there already, in services and clients',
    shim: false,
    after: [
      'from taskweaver.llm import LLMApi',
      'app.held = app.app_injector.get(LLMApi)',
      `import sys; sys.path.append(${JSON.stringify(packages)})`,
      raising('', 'adopt_all'),
      raising('hooks.llm_services', '_watch'),
      raising('hooks.plugin_calls', 'wrap_attribute'),
      'sys.modules["agentops_taskweaver"].instrument(app)',
    ].join('\n'),
    hooks: ['instrument', 'LLMApi', 'LLMApi.__init__', 'Environment._get_client'],
  },
];

/** Not to be reached here: the first says what another test makes it say. */
const elsewhere = ['agentops.include_usage'];

test('every hook is made to fail', () => {
  const sources = globSync('agentops_taskweaver/**/*.py', { cwd: packages });
  const guarded = sources.flatMap((file) =>
    [...readFileSync(join(packages, file), 'utf8').matchAll(/\.guard\("([^"]+)"\)/g)].map(
      ([, name]) => name,
    ),
  );
  expect(guarded).toContain('heartbeat');
  const failing = [...faults.flatMap(({ hooks }) => hooks), ...elsewhere];
  expect(guarded.filter((name) => !failing.includes(name ?? ''))).toEqual([]);
});

describe.skipIf(!host)('a hook that fails', () => {
  test.each(faults)('$where changes nothing, and is said once', async (fault) => {
    const { where: _, hooks, shim = true, ...code } = fault;
    const broken = { ...scenario, ...code };
    const [bare, hooked] = await Promise.all([playBare(), play(script, broken, { shim })]);
    expect(hooked).toMatchObject({ code: 0, left: 0 });
    expect(hooked.truth?.values).toHaveLength(5);
    expect(comparable(hooked)).toEqual(comparable(bare));
    const failed = ofKind(hooked.lines, 'diagnostic').map(({ data }) => data);
    expect(failed.filter(({ code, level }) => code !== 'hook-failed' || level !== 'error')).toEqual(
      [],
    );
    const named = failed.map(
      ({ message }) =>
        message.match(/^The hook (.+) failed and recorded nothing\. RuntimeError/)?.[1],
    );
    expect(named.sort()).toEqual([...hooks].sort());
  });
});

describe.skipIf(!host)("a user's handler that raises", () => {
  test.each(isFull ? ['round_start', 'post_start', 'round_end'] : ['round_end'])(
    'at %s fares as without us',
    async (raiseIn) => {
      const scenario = { steps: [{ message: 'One.', raiseIn }, { message: 'Two.' }] };
      const answers = { '': [planner('User', 'One.'), planner('User', 'Two.')] };
      const [bare, hooked] = await Promise.all([
        play(answers, scenario, { shim: false }),
        play(answers, scenario),
      ]);
      expect(comparable(hooked)).toEqual(comparable(bare));
      expect(ofKind(hooked.lines, 'diagnostic')).toEqual([]);
      // The handler of the shim stands before it, so the event that it raises at is told.
      const seen = ofKind(hooked.lines, 'event').map(({ data }) => data.t);
      expect(seen).toContain(raiseIn);
    },
  );
});

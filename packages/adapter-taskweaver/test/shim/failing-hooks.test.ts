import { describe, expect, test } from 'vitest';
import { comparable } from './comparable.ts';
import { host, type Played, play } from './live.ts';
import { coder, planner } from './roles.ts';
import { ofKind } from './stream-lines.ts';

/** What each of these runs costs is seconds. */
const isFull = process.env.AGENTOPS_TEST_FULL === '1';

const script = {
  '': [
    planner('CodeInterpreter', 'Add.'),
    coder('print("before")\nadd(1, 2)\nfail("for good")'),
    coder('add(1, 2)'),
    planner('User', 'It is 3.'),
    planner('User', 'Thanks.'),
    { text: 'outside' },
  ],
};
const steps = [{ message: 'Add.' }, { message: 'Thank me.' }, { call: 'x' }, { stop: 'A' }];

let bareOnce: Promise<Played> | undefined;

function playBare(): Promise<Played> {
  bareOnce ??= play(script, { steps }, { shim: false });
  return bareOnce;
}

/** Lets a function of the shim raise. */
function raising(module: string, name: string): string {
  const path = name.split('.');
  const owner = ['module', ...path.slice(0, -1)].join('.');
  return [
    `import agentops_taskweaver.${module} as module`,
    'def broken(*args, **kwargs):',
    '    raise RuntimeError("broken on purpose")',
    `${owner}.${path.at(-1)} = broken`,
  ].join('\n');
}

/** What fails, and the hooks that say so. */
const faults = [
  {
    where: 'whatever is reported',
    before: raising('reporting.reporter', 'Reporter.report'),
    hooks: [
      'session_start',
      'Session.send_message',
      'SessionEventHandler.handle',
      'llm_start',
      'llm_chunk',
      'llm_end',
      'Environment.execute_code',
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
    ].join('\n'),
    hooks: ['session_start', 'CompletionService.chat_completion', 'Environment._cmd_session_init'],
  },
  {
    where: 'in what stands in the way of messages',
    before: [
      raising('hooks.plugin_calls', '_record_in'),
      raising('hooks.event_handler', 'EventHandler._handle'),
      raising('hooks.watched_service', 'watch_client'),
      raising('hooks.kernels', 'without_ours'),
    ].join('\n'),
    hooks: [
      'BlockingKernelClient.get_iopub_msg',
      'SessionEventHandler.handle',
      'client of the provider',
      'TaskWeaverMultiKernelManager.pre_start_kernel',
    ],
  },
  {
    where: 'when a session comes',
    before: raising('hooks.sessions', 'adopt'),
    hooks: ['SessionManager._get_session_from_store', 'Session.send_message'],
  },
  {
    where: 'in services and clients',
    before: [
      raising('hooks.llm_services', '_watch'),
      raising('hooks.plugin_calls', 'wrap_attribute'),
    ].join('\n'),
    hooks: ['LLMApi.__init__', 'Environment._get_client'],
  },
];

describe.skipIf(!host)('a hook that fails', () => {
  test.each(isFull ? faults : faults.slice(0, 3))(
    '$where changes nothing, and is said once',
    async ({ before, hooks }) => {
      const [bare, hooked] = await Promise.all([playBare(), play(script, { steps, before })]);
      expect(hooked).toMatchObject({ code: 0, left: 0 });
      expect(comparable(hooked)).toEqual(comparable(bare));
      const failed = ofKind(hooked.lines, 'diagnostic').map(({ data }) => data);
      expect(failed.every(({ code, level }) => code === 'hook-failed' && level === 'error')).toBe(
        true,
      );
      const named = failed.map(
        ({ message }) =>
          message.match(/^The hook (.+) failed and recorded nothing\. RuntimeError/)?.[1],
      );
      expect(named.sort()).toEqual([...hooks].sort());
    },
  );

  test('in the kernel changes nothing', async () => {
    const before = [
      'from agentops_taskweaver.hooks import plugin_calls',
      'plugin_calls.probe_code = lambda: "raise RuntimeError(\'broken on purpose\')"',
    ].join('\n');
    const [bare, hooked] = await Promise.all([playBare(), play(script, { steps, before })]);
    expect(comparable(hooked)).toEqual(comparable(bare));
    expect(ofKind(hooked.lines, 'plugin_start')).toEqual([]);
    expect(ofKind(hooked.lines, 'diagnostic')).toMatchObject([{ data: { code: 'probe-failed' } }]);
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

import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { comparable } from './comparable.ts';
import { host, play } from './live.ts';
import { coder, planner } from './roles.ts';
import { ofKind } from './stream-lines.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const before = [
  'import sys',
  `sys.path.append(${JSON.stringify(here)})`,
  'import fake_docker',
  'fake_docker.install()',
].join('\n');

/** The host's own code for containers, without a container: a kernel that was started as the image does it, reached by its ports. */
// The copy on PyPI waits for ever for a container that is none, also without the shim.
describe.skipIf(!host || host.isStandIn)('a kernel in a container', () => {
  test('is told of as one without, and gets nothing of ours', async () => {
    const code = 'import os\nprint([name for name in os.environ if "AGENTOPS" in name])\nadd(1, 2)';
    const script = {
      '': [
        planner('CodeInterpreter', 'Add.'),
        coder(`${code}\nfail("not caught")`),
        coder(code),
        planner('User', 'It is 3.'),
      ],
    };
    const scenario = {
      before,
      settings: { 'execution_service.kernel_mode': 'container' },
      steps: [
        { message: 'Add.' },
        { exec: 'import fake_docker; truth["values"] = fake_docker.seen' },
      ],
    };
    const [bare, hooked] = await Promise.all([
      play(script, scenario, { shim: false }),
      play(script, scenario, { env: { AGENTOPS_API_KEY: 'our-own-k3y-for-exporters' } }),
    ]);
    expect(hooked).toMatchObject({ code: 0, left: 0 });
    const [expected, got] = [comparable(bare), comparable(hooked)];
    expect([got.rounds, got.prompts]).toEqual([expected.rounds, expected.prompts]);
    const names = Object.keys(Object(hooked.truth?.values[0]));
    expect(names).toContain('TASKWEAVER_SESSION_ID');
    expect(names.filter((name) => !name.startsWith('TASKWEAVER_'))).toEqual([]);
    expect(ofKind(hooked.lines, 'diagnostic', 'kernel_error')).toEqual([]);
    expect(ofKind(hooked.lines, 'plugin_end').map(({ data }) => data.status)).toEqual([
      'ok',
      'error',
      'ok',
    ]);
    expect(ofKind(hooked.lines, 'code_end')[1]?.data).toMatchObject({ stdout: '[]\n', output: 3 });
  });
});

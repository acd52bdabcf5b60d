import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { host, liveFolder, play } from './live.ts';
import { LlmServer } from './llm-server.ts';
import { coder, planner } from './roles.ts';
import { startHost } from './run-host.ts';
import { ofKind, readLines } from './stream-lines.ts';
import type { Host } from './taskweaver.ts';

const script = { '': [planner('CodeInterpreter', 'Add.'), coder('add(1, 2)')] };

/** The host waits for ever then; it is killed when the error was told. */
async function untilKernelError(before: string, settings: Record<string, unknown> = {}) {
  await using server = await LlmServer.start(script);
  const folder = liveFolder();
  const scenario = { before, settings, steps: [{ message: 'Add.' }] };
  const started = startHost({ host: host as Host, folder, server, scenario });
  const errors = () => ofKind(readLines(started.directory), 'kernel_error');
  while (started.child.exitCode === null && errors().length === 0) await sleep(20);
  started.child.kill('SIGKILL');
  await started.ended;
  return { lines: readLines(started.directory), said: started.said };
}

describe.skipIf(!host)('a kernel', () => {
  test('that never starts is told, where the host waits in silence', async () => {
    const before = [
      'from taskweaver.ces.environment import KernelSpecProvider',
      'def get_kernel_spec(self, name):',
      '    raise OSError("no kernel today")',
      'KernelSpecProvider.get_kernel_spec = get_kernel_spec',
    ].join('\n');
    const { lines } = await untilKernelError(before);
    const [session] = ofKind(lines, 'session_start');
    expect(ofKind(lines, 'kernel_error')).toMatchObject([
      {
        session: session?.session,
        data: {
          what: 'start',
          kernel_mode: 'local',
          error: { type: 'OSError', message: 'no kernel today' },
        },
      },
    ]);
  });

  test('in a container, without Docker, is told, too', async () => {
    // The package is there, Docker is not.
    const before = [
      'import sys, types',
      'docker = sys.modules["docker"] = types.ModuleType("docker")',
      'errors = sys.modules["docker.errors"] = docker.errors = types.ModuleType("docker.errors")',
      'class DockerException(Exception): pass',
      'errors.DockerException = DockerException',
      'def from_env(): raise DockerException("no daemon")',
      'docker.from_env = from_env',
    ].join('\n');
    const { lines } = await untilKernelError(before, {
      'execution_service.kernel_mode': 'container',
    });
    const [session] = ofKind(lines, 'session_start');
    expect(ofKind(lines, 'kernel_error')).toMatchObject([
      {
        session: session?.session,
        data: { what: 'start', kernel_mode: 'container', error: { type: 'DockerException' } },
      },
    ]);
  });

  test('that dies in a cell is told', async () => {
    const dying = { '': [coder('import os, signal\nos.kill(os.getpid(), signal.SIGKILL)')] };
    // The host would wait three minutes for a word from it. Here it waits until a process that it started is gone.
    const before = [
      'import os, queue',
      'from jupyter_client.blocking.client import BlockingKernelClient as Client',
      'original = Client.get_iopub_msg',
      'def get_iopub_msg(self, timeout=None):',
      '    while timeout == 180:',
      '        try:',
      '            return original(self, timeout=1)',
      '        except queue.Empty:',
      '            if os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT | os.WNOHANG):',
      '                raise',
      '    return original(self, timeout=timeout)',
      'Client.get_iopub_msg = get_iopub_msg',
    ].join('\n');
    const settings = { 'session.roles': ['code_interpreter'] };
    const played = await play(dying, { before, settings, steps: [{ message: 'Die.' }] });
    expect(played.truth?.rounds).toMatchObject([{ state: 'failed' }]);
    expect(ofKind(played.lines, 'code_end')).toMatchObject([
      { data: { status: 'error', error: { type: 'Empty' } } },
    ]);
    expect(ofKind(played.lines, 'kernel_error')).toMatchObject([
      { data: { what: 'died', kernel_mode: 'local' } },
    ]);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { drainSpool } from '@agentops/core';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../tooling/temp-dir.ts';
import { OtlpExporter } from '../src/index.ts';
import { otlpReceiver } from './otlp-receiver.ts';
import { recordingTo } from './recording.ts';

const program = fileURLToPath(new URL('programs/left-open.mjs', import.meta.url));

async function killedProcess(sampleRate: number) {
  const receiver = await otlpReceiver();
  const directory = tempDir();
  const args = [program, directory, receiver.url, String(sampleRate)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'close');
  const drain = () =>
    drainSpool({
      directory,
      // As the command does, which knows no rate.
      exporter: new OtlpExporter({ endpoint: receiver.url, name: 'there' }),
    });
  return { receiver, drain, names: () => receiver.taken().map(({ name }) => name) };
}

describe('a process that was killed after all that it wrote had been acknowledged', () => {
  it('left an event open: the next one tells it, with its input, and the session', async () => {
    const { receiver, drain, names } = await killedProcess(1);
    expect(names()).toEqual(['execute_tool finished']);
    await drain();
    expect(names()).toEqual(['execute_tool finished', 'execute_tool open', 'killed']);
    const [, open, session] = receiver.taken();
    expect(open?.attributes).toMatchObject({
      'gen_ai.tool.call.arguments': '"only the start tells"',
      'agentops.indeterminate.reason': expect.stringContaining('is gone (killed or crashed)'),
      'agentops.event.fields': expect.stringContaining('"status":"indeterminate"'),
    });
    expect(session?.attributes['agentops.session.fields']).toMatch(
      /"tags":\["t"\].*"endState":"Indeterminate"/,
    );
    await drain();
    expect(names()).toHaveLength(3);
  });

  it('had a session that was not in the sample: a crash is a failure, and nothing of it is missing', async () => {
    const { drain, names } = await killedProcess(0);
    expect(names()).toEqual([]);
    await drain();
    expect(names()).toEqual(['execute_tool finished', 'execute_tool open', 'killed']);
  });

  it('is told under the name of its service, and in its dialects', async () => {
    const { receiver, drain } = await killedProcess(0);
    await drain();
    expect(receiver.text()).toContain('killed-service');
    expect(receiver.taken()[0]?.attributes['openinference.span.kind']).toBe('TOOL');
  });
});

it('an event that was open when the process ended in order is told as indeterminate', async () => {
  const receiver = await otlpReceiver();
  const directory = tempDir();
  const create = () => new OtlpExporter({ endpoint: receiver.url, name: 'there' });
  const { agentops } = recordingTo([create()], { directory });
  agentops.startSession({ name: 'left' }).startTool('open', { arguments: 'a' });
  await agentops.flush();
  agentops.shutdown();
  await drainSpool({ directory, exporter: create() });
  expect(receiver.taken().map(({ name }) => name)).toEqual(['execute_tool open', 'left']);
  expect(receiver.taken()[0]?.attributes['gen_ai.tool.call.arguments']).toBe('"a"');
});

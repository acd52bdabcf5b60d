import { describe, expect, it } from 'vitest';
import { OtlpExporter } from '../src/index.ts';
import { otlpReceiver } from './otlp-receiver.ts';
import { recordingTo } from './recording.ts';

async function sampling(sampleRate: number) {
  const receiver = await otlpReceiver();
  const exporter = new OtlpExporter({ endpoint: receiver.url, sampleRate });
  const { agentops } = recordingTo([exporter]);
  const names = () => receiver.taken().map(({ name }) => name.replace('execute_tool ', ''));
  return { agentops, names, receiver };
}

describe('of sessions that are not in the sample', () => {
  it('nothing comes where all went well', async () => {
    const { agentops, names } = await sampling(0);
    const session = agentops.startSession();
    session.startTool('one').end();
    session.end({ endState: 'Success' });
    expect(await agentops.flush()).toBe(true);
    expect(names()).toEqual([]);
  });

  it('all comes as soon as there is an error, also what was before it', async () => {
    const { agentops, names } = await sampling(0);
    const session = agentops.startSession({ name: 's' });
    const other = agentops.startSession();
    session.startTool('before').end();
    other.startTool('other').end();
    await agentops.flush();
    expect(names()).toEqual([]);
    session.startTool('fails').fail(new Error('no'));
    await agentops.flush();
    expect(names().sort()).toEqual(['before', 'fails']);
    session.startTool('after').end();
    session.end({ endState: 'Success' });
    expect(await agentops.flush()).toBe(true);
    expect(names()).toEqual(['before', 'fails', 'after', 's']);
  });

  it('all comes when the session fails', async () => {
    const { agentops, names } = await sampling(0);
    const session = agentops.startSession({ name: 's' });
    session.startTool('one').end();
    await agentops.flush();
    session.end({ endState: 'Fail' });
    expect(await agentops.flush()).toBe(true);
    expect(names()).toEqual(['one', 's']);
  });
});

it('about the share that was asked for is in the sample, and the same for every process', async () => {
  const receivers = [await otlpReceiver(), await otlpReceiver()];
  const exporters = receivers.map(
    ({ url }, n) => new OtlpExporter({ endpoint: url, sampleRate: 0.3, name: String(n) }),
  );
  const { agentops } = recordingTo(exporters);
  for (let n = 0; n < 400; n++) {
    const session = agentops.startSession();
    session.startTool('t').end();
    session.end({ endState: 'Success' });
  }
  expect(await agentops.flush()).toBe(true);
  const [first, second] = receivers.map(
    (receiver) => new Set(receiver.taken().map(({ traceId }) => traceId)),
  );
  expect(first?.size).toBeGreaterThan(80);
  expect(first?.size).toBeLessThan(160);
  expect(second).toEqual(first);
});

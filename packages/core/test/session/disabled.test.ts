import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AdapterRecorder } from '../../src/adapter/adapter-recorder.ts';
import { ActionEvent } from '../../src/events/action-event.ts';
import { InMemoryExporter } from '../../src/export/in-memory-exporter.ts';
import { Recording } from '../recording.ts';

beforeEach(() => {
  vi.stubEnv('AGENTOPS_DISABLED', 'true');
  return () => vi.unstubAllEnvs();
});

/** The folder is not there yet, so that it shows when anything is written. */
function disabled() {
  const { agentops, directory, options, codes } = new Recording();
  const folder = join(directory, 'never');
  return { agentops, codes, folder, options: { ...options, directory: folder } };
}

describe('AGENTOPS_DISABLED', () => {
  it('writes nothing and throws nothing, whatever is recorded', async () => {
    const { agentops, folder, options } = disabled();
    const exporter = new InMemoryExporter();
    const session = agentops.init({ ...options, exporters: [exporter] });
    agentops.addTags('x');
    agentops.record(new ActionEvent({ name: 'a' }));
    session?.startTool('t').fail(new Error('x'));
    const stream = session?.startLLM();
    stream?.stream().add({ choice: 0, part: 0, type: 'text', text: 'x'.repeat(20_000) });
    stream?.end();
    session?.run(() => agentops.traceAction('b', () => {})());
    expect(agentops.traceTool('c', (n: number) => n + 1)(1)).toBe(2);
    expect(session?.patch((n: number) => n + 1)(1)).toBe(2);
    agentops.startSession().end({ endState: 'Success' });
    agentops.endSession({ endState: 'Success' });
    expect(await agentops.flush()).toBe(true);
    agentops.shutdown();
    expect(exporter.records).toEqual([]);
    expect(existsSync(folder)).toBe(false);
    expect(agentops.directory).toBeUndefined();
  });

  it('gives adapters no place to record into', () => {
    const { agentops, folder, options } = disabled();
    agentops.init(options);
    const source = { adapter: 'a', host: 'h', hostVersion: null };
    const recorder = new AdapterRecorder(agentops, { source, attachedBy: 'hand' });
    expect(recorder.locate()).toBeUndefined();
    expect(recorder.hostSession('chat')).toBeUndefined();
    expect(existsSync(folder)).toBe(false);
  });

  it('lets child processes record nothing either', () => {
    const { agentops, options } = disabled();
    expect(agentops.init(options)?.env()).not.toHaveProperty('AGENTOPS_DIR');
  });
});

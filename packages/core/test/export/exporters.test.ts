import { describe, expect, it } from 'vitest';
import { ConsoleExporter } from '../../src/export/console-exporter.ts';
import { InMemoryExporter } from '../../src/export/in-memory-exporter.ts';
import type { Session } from '../../src/session/session.ts';
import { withSessions } from '../recording.ts';

describe('InMemoryExporter', () => {
  it('has after flush what the spool has, and folds to the same', async () => {
    const exporter = new InMemoryExporter();
    const { recording, agentops, sessions } = withSessions(2, { exporters: [exporter] });
    for (const session of sessions) session.startTool('t', { arguments: 'a' }).end();
    expect(await agentops.flush()).toBe(true);
    expect(exporter.records).toEqual(recording.read().records);
    expect(exporter.fold().events).toEqual(recording.read().events);
    exporter.reset();
    expect(exporter.fold()).toMatchObject({ events: [], sessions: [] });
  });

  it('gets records without flush too, and each of them once', async () => {
    const exporter = new InMemoryExporter();
    const { recording, sessions } = withSessions(1, { exporters: [exporter] });
    sessions[0]?.startTool('t').end();
    await expect.poll(() => exporter.records.length).toBe(recording.read().records.length);
    sessions[0]?.startTool('u').end();
    await expect.poll(() => exporter.records.length).toBe(recording.read().records.length);
    expect(exporter.records.map(({ seq }) => seq)).toEqual(exporter.records.map((_, n) => n));
  });

  it('gets content that was deferred', async () => {
    const exporter = new InMemoryExporter();
    const { agentops, sessions } = withSessions(1, { exporters: [exporter] });
    const long = 'x'.repeat(50_000);
    sessions[0]?.startTool('t', { arguments: long });
    await agentops.flush();
    expect(exporter.fold().events).toMatchObject([{ arguments: long }]);
  });
});

describe('ConsoleExporter', () => {
  it('prints a line for each session and each event that ends, and no content', async () => {
    const lines: string[] = [];
    const exporter = new ConsoleExporter((line) => lines.push(line));
    const { agentops, sessions } = withSessions(1, { exporters: [exporter] });
    const session = sessions[0] as Session;
    session.startTool('read_csv', { arguments: 'c4n4ry' }).end({ result: 'c4n4ry' });
    const usage = {
      inputTokens: 7,
      outputTokens: null,
      cacheReadInputTokens: null,
      cacheCreationInputTokens: null,
      reasoningOutputTokens: null,
    };
    session.startLLM({ requestModel: 'm' }).end({ usage });
    session.startAction('open');
    session.end({ endState: 'Success' });
    await agentops.flush();
    expect(lines).toEqual([
      '[agentops] session session 1 started',
      expect.stringMatching(/^\[agentops\] tool {3}ok {8}read_csv \d+\.\d{3} s$/),
      expect.stringMatching(/^\[agentops\] llm {4}ok {8}chat m \d+\.\d{3} s 7 → \? tokens$/),
      '[agentops] session session 1 ended: Success',
    ]);
    expect(lines.join()).not.toContain('c4n4ry');
  });
});

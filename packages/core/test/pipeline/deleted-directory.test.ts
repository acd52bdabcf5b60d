import { existsSync, rmSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Session } from '../../src/session/session.ts';
import { withSessions } from '../recording.ts';

afterEach(() => vi.restoreAllMocks());

/** A session with one event on disk, whose directory is deleted under it. */
function deleted() {
  const setup = withSessions(1);
  const session = setup.sessions[0] as Session;
  const { directory } = setup.recording;
  session.startTool('before').end();
  rmSync(directory, { recursive: true });
  const names = () => setup.recording.read().events.map(({ name }) => name);
  return { ...setup, session, directory, names };
}

describe('a data directory that is deleted while a process records into it', () => {
  it('is made anew, and that is said: when the session ends', () => {
    const { recording, session } = deleted();
    session.end({ endState: 'Success' });
    expect(recording.codes).toEqual(['spool-deleted']);
    expect(recording.diagnostics[0]).toMatchObject({ level: 'warn' });
    expect(recording.read().sessions).toMatchObject([{ id: session.id, endState: 'Success' }]);
    expect(recording.read().sessions[0]?.startTime).toBe(session.startTime);
    expect(recording.read().diagnostics).toMatchObject([{ code: 'spool-deleted' }]);
    expect(recording.read().losses).toMatchObject([{ reason: expect.stringMatching(/deleted/) }]);
  });

  it('is made anew, and that is said: when another session starts', () => {
    const { recording, agentops } = deleted();
    const { id } = agentops.startSession();
    expect(recording.codes).toEqual(['spool-deleted']);
    expect(recording.read().sessions.map((session) => session.id)).toContain(id);
  });

  it('is made anew, and that is said: at a flush', async () => {
    const { recording, agentops, session, names } = deleted();
    await agentops.flush();
    expect(recording.codes).toEqual(['spool-deleted']);
    session.startTool('after').end();
    expect(names()).toEqual(['after']);
  });

  it('is made anew, and that is said: a second later', () => {
    const { recording, session, names } = deleted();
    const now = performance.now();
    vi.spyOn(performance, 'now').mockReturnValue(now + 1100);
    session.startTool('after').end();
    expect(recording.codes).toEqual(['spool-deleted']);
    expect(names()).toEqual(['after']);
  });

  it('is not made anew for a mere end, and that it is gone is said', () => {
    const { recording, agentops, directory } = deleted();
    agentops.shutdown();
    expect(recording.codes).toContain('spool-deleted');
    expect(existsSync(directory)).toBe(false);
  });

  it('is said again when it is deleted again', async () => {
    const { recording, agentops, directory } = deleted();
    await agentops.flush();
    rmSync(directory, { recursive: true });
    await agentops.flush();
    expect(recording.codes).toEqual(['spool-deleted', 'spool-deleted']);
  });
});

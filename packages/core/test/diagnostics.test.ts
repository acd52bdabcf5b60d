import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Diagnostic } from '../src/diagnostics.ts';
import { withSessions } from './recording.ts';

const diagnostic = (message: string, level: Diagnostic['level'] = 'warn'): Diagnostic => ({
  level,
  code: 'test',
  message,
});

afterEach(() => vi.restoreAllMocks());

describe('a diagnostic', () => {
  it('is said once to listeners, in the spool, and on stderr from the level up', () => {
    const said = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const { recording, agentops } = withSessions(1, { logLevel: 'warn' });
    for (let index = 0; index < 3; index++) agentops.report(diagnostic('a thing'));
    agentops.report(diagnostic('a detail', 'debug'));
    expect(recording.diagnostics.map(({ message }) => message)).toEqual(['a thing', 'a detail']);
    expect(recording.read().diagnostics).toHaveLength(2);
    expect(said.mock.calls).toEqual([['[agentops] a thing (test)']]);
  });

  it('is not said to a listener that has had enough, and one that throws does no harm', () => {
    const { recording, agentops } = withSessions(0);
    agentops.onDiagnostic(() => {
      throw new Error('of the listener');
    });
    const late: string[] = [];
    const stop = agentops.onDiagnostic(({ message }) => late.push(message));
    agentops.report(diagnostic('one'));
    stop();
    agentops.report(diagnostic('two'));
    expect(late).toEqual(['one']);
    expect(recording.diagnostics).toHaveLength(2);
  });

  it('from before init is in the spool too', () => {
    const { recording, agentops } = withSessions(0);
    agentops.shutdown();
    agentops.report(diagnostic('early'));
    agentops.init(recording.options);
    expect(recording.read().diagnostics).toMatchObject([{ message: 'early' }]);
  });

  it.each([
    ['silent', []],
    ['error', ['e']],
    ['info', ['e', 'w', 'i']],
  ])('is heard on stderr as AGENTOPS_LOG=%s says', (level, expected) => {
    const heard: string[] = [];
    const hear = (text: string) => void heard.push(text.slice(11, 12));
    vi.spyOn(console, 'warn').mockImplementation(hear);
    vi.spyOn(console, 'error').mockImplementation(hear);
    vi.stubEnv('AGENTOPS_LOG', level);
    const { agentops } = withSessions(0, { logLevel: undefined as never });
    for (const each of ['error', 'warn', 'info', 'debug'] as const) {
      agentops.report(diagnostic(each, each));
    }
    vi.unstubAllEnvs();
    expect(heard).toEqual(expected);
  });
});

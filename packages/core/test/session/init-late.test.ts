import { expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { AgentOps } from '../../src/agentops.ts';

function agentopsIn(directory: string): AgentOps {
  process.env.AGENTOPS_DIR = directory;
  const agentops = new AgentOps();
  onTestFinished(() => {
    agentops.shutdown();
    delete process.env.AGENTOPS_DIR;
  });
  return agentops;
}

it('init after something was recorded without it is the first init: it starts its session', () => {
  const agentops = agentopsIn(tempDir());
  const codes: string[] = [];
  agentops.onDiagnostic(({ code }) => codes.push(code));
  agentops.traceAction('early', () => {})();
  const session = agentops.init({ name: 'main', tags: ['a'] });
  expect(session).toMatchObject({ name: 'main', tags: ['a'] });
  expect(codes).toEqual([]);
});

it('options that came too late are named, and the session starts all the same', () => {
  const agentops = agentopsIn(tempDir());
  const said: string[] = [];
  agentops.onDiagnostic(({ code, message }) => said.push(`${code}: ${message}`));
  agentops.traceAction('early', () => {})();
  expect(agentops.init({ directory: tempDir(), captureContent: false })).not.toBeNull();
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(
    /^initialised-late: .*: directory, captureContent\. Call init\(\) first\.$/,
  );
});

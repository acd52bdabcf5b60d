import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { withSessions } from '../recording.ts';

const tsc = fileURLToPath(new URL('../../../../node_modules/.bin/tsc', import.meta.url));

/** Compiled by TypeScript itself: the transformer of these tests makes standard decorators of all. */
async function compileAgent(): Promise<typeof import('./agent.ts')> {
  const outDir = tempDir();
  const project = fileURLToPath(new URL('./tsconfig.json', import.meta.url));
  execFileSync(tsc, ['-p', project, '--noEmit', 'false', '--outDir', outDir]);
  const path = join(outDir, 'agent.js');
  expect(readFileSync(path, 'utf8')).toContain('__decorate([');
  return import(pathToFileURL(path).href);
}

describe('as decorators under experimentalDecorators, traceAction and traceTool', () => {
  it('record each call of a method under its name, or under the one that is given', async () => {
    const { agentops, recording } = withSessions(1);
    const { createAgent } = await compileAgent();
    const Agent = createAgent(agentops);
    const agent = new Agent();
    expect(agent.plan('it')).toBe('Hello it in 2');
    expect(await agent.read({ path: 'a.csv' })).toBe('a.csv');
    expect([...agent.words('a b')]).toEqual(['a', 'b']);
    expect(Agent.create()).toBe('made');
    expect(agent.plan.name).toBe('plan');
    expect(agent.plan).toHaveLength(1);

    const { event } = recording.read();
    expect(event('plan')).toMatchObject({ type: 'action', input: ['it'], output: 'Hello it in 2' });
    expect(event('read file')).toMatchObject({ type: 'tool', result: 'a.csv' });
    expect(event('words')).toMatchObject({ status: 'ok', result: ['a', 'b'] });
    expect(event('create')).toMatchObject({ output: 'made' });
  });

  it('keep the rest of the descriptor, as TypeScript hands it over and defines it again', () => {
    const { agentops, recording } = withSessions(1);
    class Plain {
      method(n: number): number {
        return n + 1;
      }
    }
    const before = Object.getOwnPropertyDescriptor(Plain.prototype, 'method');
    const after = agentops.traceTool()(Plain.prototype, 'method', before as never);
    Object.defineProperty(Plain.prototype, 'method', after);
    expect(new Plain().method(1)).toBe(2);
    expect(after).toMatchObject({ enumerable: false, configurable: true, writable: true });
    expect(recording.read().event('method')).toMatchObject({ arguments: [1], result: 2 });
  });
});

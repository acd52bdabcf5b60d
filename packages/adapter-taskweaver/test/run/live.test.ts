import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeIn } from '@agentops/bridge';
import { type AgentOpsRecord, fold, readSpool, writerStateHere } from '@agentops/core';
import { sessionTree } from '@agentops/testkit';
import { describe, expect, test } from 'vitest';
import { taskweaverMapper } from '../../src/bridge/bridge-mapper.ts';
import { named } from '../recording.ts';
import { host, liveFolder } from '../shim/live.ts';
import { LlmServer } from '../shim/llm-server.ts';
import { createProject } from '../shim/project.ts';
import { coder, planner } from '../shim/roles.ts';
import { Started } from './started.ts';

const program = fileURLToPath(new URL('../shim/host.py', import.meta.url));
const script = {
  '': [
    planner('CodeInterpreter', 'Add one and two.'),
    coder('wait(2)\nadd(1, 2)'),
    planner('User', 'It is 3.'),
  ],
};

/** The real TaskWeaver, started by `run`. What it does takes two seconds in a plugin. */
async function start() {
  const server = await LlmServer.start(script);
  const folder = liveFolder();
  const project = createProject(join(folder, 'project'), server.url);
  const truth = join(folder, 'truth.json');
  const scenario = join(folder, 'scenario.json');
  writeFileSync(scenario, JSON.stringify({ steps: [{ message: 'Add.' }], project, truth }));
  const directory = join(folder, 'data');
  const command = [host?.python ?? '', program, scenario];
  const started = new Started(['run', '--', ...command], directory, {
    PYTHONPATH: host?.home,
    PYTHONDONTWRITEBYTECODE: '1',
    TASKWEAVER_USE_CONSOLE_LOGGING: 'false',
  });
  const records = () => readSpool(directory).records as AgentOpsRecord[];
  const folded = () => fold(records(), { writerState: writerStateHere() });
  const pidOf = () => records().find((record) => record.kind === 'writer')?.info.pid as number;
  const truthOf = () => JSON.parse(readFileSync(truth, 'utf8'));
  return { server, started, directory, folded, truthOf, pidOf };
}

describe.skipIf(!host)('run, with the real TaskWeaver', () => {
  test('shows what it does while it does it, and the whole at its end', async () => {
    const { server, started, folded, truthOf } = await start();
    await using _server = server;
    await expect.poll(() => named(folded(), 'tool', 'wait')).toMatchObject([{ status: 'running' }]);
    expect(await started.ended()).toEqual({ code: 0, signal: null });
    expect(truthOf().rounds).toMatchObject([{ state: 'finished' }]);
    const replace = [[/\d{8}-\d{6}-[0-9a-f]{8}/, 'a session']] as const;
    expect(sessionTree(folded(), { content: false, replace })).toMatchInlineSnapshot(`
      "session "a session" Success
        agent Planner
        agent CodeInterpreter
        action round
          action Planner by Planner: post
            llm chat scripted-1 by Planner: ollama scripted-1, 11→22 tokens, stop, streamed
          action CodeInterpreter by CodeInterpreter: post
            llm chat scripted-1 by CodeInterpreter: ollama scripted-1, 11→22 tokens, stop, streamed
            tool run_code by CodeInterpreter: code
              tool wait by CodeInterpreter: plugin
              tool add by CodeInterpreter: plugin
          action Planner by Planner: post
            llm chat scripted-1 by Planner: ollama scripted-1, 11→22 tokens, stop, streamed
      "
    `);
  });

  test('killed half-way it leaves the host alone, and what that did is found later', async () => {
    const { server, started, directory, folded, truthOf } = await start();
    await using _server = server;
    await expect.poll(() => named(folded(), 'tool', 'wait')).toHaveLength(1);
    started.child.kill('SIGKILL');
    await expect.poll(() => started.closed).toBe(true);
    expect(truthOf().rounds).toMatchObject([{ state: 'finished' }]);
    await takeIn({ directory, mappers: [taskweaverMapper] });
    expect(folded().sessions).toMatchObject([{ endState: 'Success' }]);
    expect(named(folded(), 'tool', 'add')).toMatchObject([{ status: 'ok', result: 3 }]);
  });

  test('a host that is killed in a plugin: what was under way is Indeterminate', async () => {
    const { server, started, folded, pidOf } = await start();
    await using _server = server;
    await expect.poll(() => named(folded(), 'tool', 'wait')).toHaveLength(1);
    process.kill(pidOf(), 'SIGKILL');
    expect(await started.ended()).toEqual({ code: null, signal: 'SIGKILL' });
    expect(folded().sessions).toMatchObject([{ endState: 'Indeterminate' }]);
    expect(named(folded(), 'tool', 'wait')).toMatchObject([{ status: 'indeterminate' }]);
    expect(named(folded(), 'action', 'round')).toMatchObject([{ status: 'indeterminate' }]);
  });
});

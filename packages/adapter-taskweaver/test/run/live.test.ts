import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeIn } from '@agentops/bridge';
import { type AgentOpsRecord, fold, readSpool, writerStateHere } from '@agentops/core';
import { sessionTree } from '@agentops/testkit';
import { describe, expect, test } from 'vitest';
import { taskweaverMapper } from '../../src/bridge/bridge-mapper.ts';
import { named } from '../recording.ts';
import { comparable } from '../shim/comparable.ts';
import { host, liveFolder, play } from '../shim/live.ts';
import { LlmServer } from '../shim/llm-server.ts';
import { createProject } from '../shim/project.ts';
import { coder, planner } from '../shim/roles.ts';
import { Started } from './started.ts';

const program = fileURLToPath(new URL('../shim/host.py', import.meta.url));
const steps = [{ message: 'Add.' }];

/** A plugin waits for the file, and another adds. */
function scriptFor(file: string) {
  return {
    '': [
      planner('CodeInterpreter', 'Add one and two.'),
      coder(`wait_for(${JSON.stringify(file)})\nadd(1, 2)`),
      planner('User', 'It is 3.'),
    ],
  };
}

/** The real TaskWeaver, started by `run`. It waits in a plugin until `goOn`, or until the test is over. */
async function start() {
  const folder = liveFolder();
  const file = join(folder, 'go on');
  const server = await LlmServer.start(scriptFor(file));
  const project = createProject(join(folder, 'project'), server.url);
  const truth = join(folder, 'truth.json');
  const scenario = join(folder, 'scenario.json');
  writeFileSync(scenario, JSON.stringify({ steps, project, truth }));
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
  const goOn = () => writeFileSync(file, '');
  return { server, folder, started, directory, folded, truthOf, pidOf, goOn };
}

async function playBare() {
  const folder = liveFolder();
  const file = join(folder, 'go on');
  writeFileSync(file, '');
  return { ...(await play(scriptFor(file), { steps }, { shim: false })), folder };
}

describe.skipIf(!host)('run, with the real TaskWeaver', () => {
  test('shows what it does while it does it, and the whole at its end', async () => {
    const { server, started, folded, truthOf, goOn } = await start();
    await using _server = server;
    await expect
      .poll(() => named(folded(), 'tool', 'wait_for'))
      .toMatchObject([{ status: 'running' }]);
    goOn();
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
              tool wait_for by CodeInterpreter: plugin
              tool add by CodeInterpreter: plugin
          action Planner by Planner: post
            llm chat scripted-1 by Planner: ollama scripted-1, 11→22 tokens, stop, streamed
      "
    `);
  });

  test('killed half-way it leaves the host alone, and what that did is found later', async () => {
    const { server, folder, started, directory, folded, truthOf, goOn } = await start();
    await using _server = server;
    await expect.poll(() => named(folded(), 'tool', 'wait_for')).toHaveLength(1);
    started.child.kill('SIGKILL');
    await expect.poll(() => started.child.signalCode).toBe('SIGKILL');
    goOn();
    await expect.poll(() => started.closed).toBe(true);
    const bare = await playBare();
    expect(bare.truth?.rounds).toMatchObject([{ state: 'finished' }]);
    const { requests } = server;
    expect(comparable({ truth: truthOf(), requests, folder })).toEqual(comparable(bare));
    expect(started.stdout).toBe(bare.stdout);
    await takeIn({ directory, mappers: [taskweaverMapper] });
    expect(folded().sessions).toMatchObject([{ endState: 'Success' }]);
    expect(named(folded(), 'tool', 'add')).toMatchObject([{ status: 'ok', result: 3 }]);
  });

  test('a host that is killed in a plugin: what was under way is Indeterminate', async () => {
    const { server, started, folded, pidOf } = await start();
    await using _server = server;
    await expect.poll(() => named(folded(), 'tool', 'wait_for')).toHaveLength(1);
    process.kill(pidOf(), 'SIGKILL');
    expect(await started.ended()).toEqual({ code: null, signal: 'SIGKILL' });
    expect(folded().sessions).toMatchObject([{ endState: 'Indeterminate' }]);
    expect(named(folded(), 'tool', 'wait_for')).toMatchObject([{ status: 'indeterminate' }]);
    expect(named(folded(), 'action', 'round')).toMatchObject([{ status: 'indeterminate' }]);
  });
});

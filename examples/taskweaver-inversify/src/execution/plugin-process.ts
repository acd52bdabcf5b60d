/** The process that runs a session's code. `init` joins the session that the environment names. */
import { attachPluginRunner } from '@agentops/adapter-taskweaver';
import * as agentops from '@agentops/core';
import { runCode } from './code-runner.ts';
import { LocalPluginRunner } from './local-plugin-runner.ts';
import {
  type ExecutionResult,
  type ExecutionSettings,
  type RunRequest,
  settingsVariable,
} from './protocol.ts';

const session = agentops.init({ autoStartSession: false });
const settings = JSON.parse(process.env[settingsVariable] ?? '{}') as ExecutionSettings;
const loading = LocalPluginRunner.load(settings).then((runner) => attachPluginRunner(runner));

process.on('message', (request: RunRequest) => {
  void answer(request).then((result) => process.send?.(result));
});

async function answer(request: RunRequest): Promise<ExecutionResult> {
  const runner = await loading;
  const { session_id } = settings;
  const run = () => runCode(request, { runner, plugins: runner.names, session_id });
  // `trace` says which post the code belongs to, so that the plugin calls are found under it.
  const result = await (session ? session.run(run, request.trace as agentops.RunOptions) : run());
  return { ...result, artifact: runner.takeArtifacts() };
}

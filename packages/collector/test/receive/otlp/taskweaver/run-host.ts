import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Scenario } from './scenarios.ts';
import { startScriptedModel } from './scripted-model.ts';

const program = fileURLToPath(new URL('host.py', import.meta.url));

export interface HostRun extends Scenario {
  python: string;
  /** A checkout of `microsoft/TaskWeaver`. */
  home: string;
  /** Where its spans go, by OTLP/gRPC. */
  endpoint: string;
  /** Before the program: the adapter's own, to have it recorded by that as well. */
  launcher?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

/** Runs TaskWeaver with its own tracing on. Resolves to the session's id when it has ended, and so has sent all spans. */
export async function runHost({
  python,
  home,
  endpoint,
  replies,
  queries,
  config,
  launcher = [],
  env = {},
}: HostRun): Promise<string> {
  await using model = await startScriptedModel(replies);
  const app = await mkdtemp(join(tmpdir(), 'taskweaver-app-'));
  try {
    await writeApp(app, { 'llm.api_base': model.url, 'tracing.endpoint': endpoint, ...config });
    const args = [...launcher, program, app, ...queries];
    const { stdout } = await promisify(execFile)(python, args, {
      env: { ...process.env, PYTHONPATH: home, ...env },
      timeout: 120_000,
    });
    return /^session (.+)$/m.exec(stdout)?.[1] ?? '';
  } finally {
    await rm(app, { recursive: true, force: true });
  }
}

async function writeApp(app: string, config: Readonly<Record<string, unknown>>): Promise<void> {
  await mkdir(join(app, 'plugins'));
  const whole = {
    'llm.api_type': 'ollama',
    'llm.api_key': 'none',
    'llm.model': 'scripted',
    'llm.response_format': 'json_object',
    'execution_service.kernel_mode': 'local',
    'session.roles': ['planner', 'code_interpreter'],
    'planner.use_example': false,
    'code_generator.use_example': false,
    'tracing.enabled': true,
    ...config,
  };
  await writeFile(join(app, 'taskweaver_config.json'), JSON.stringify(whole));
  await writeFile(join(app, 'plugins', 'weather.yaml'), pluginDescription);
  await writeFile(join(app, 'plugins', 'weather.py'), plugin);
}

const pluginDescription = `
name: weather
enabled: true
required: false
description: Tells the weather of a city.
parameters:
  - { name: city, type: str, required: true, description: The city. }
returns:
  - { name: sky, type: str, description: What it looks like. }
`;

const plugin = `
from taskweaver.plugin import Plugin, register_plugin


@register_plugin
class Weather(Plugin):
    def __call__(self, city: str) -> str:
        return f"sunny in {city}"
`;

/** A TaskWeaver project in a folder: settings and plugins. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** None of these may be found in what was recorded. */
export const secrets = {
  key: 'k3y-of-no-known-shape-4711',
  alias: 'al1as-key-of-no-known-shape',
  telemetry: 'InstrumentationKey=0815-t3l3metry',
  plugin: 'plug1n-k3y-of-no-known-shape',
} as const;

const plugins = {
  add: ['def add(a: int, b: int = 1):', '    return a + b'],
  slow_add: [
    'def slow_add(a: int, b: int):',
    '    import time',
    '    time.sleep(0.2)',
    '    return a + b',
  ],
  fail: ['def fail(reason: str):', '    raise ValueError(reason)'],
  chained: [
    'def chained():',
    '    try:',
    '        raise KeyError("inner")',
    '    except KeyError as error:',
    '        raise ValueError("outer") from error',
  ],
  nested: [],
  size: ['def size(value):', '    return len(value)'],
  odd: [
    'class Odd:',
    '    def __repr__(self):',
    '        raise RuntimeError("no repr")',
    '    __str__ = __repr__',
    '',
    '@register_plugin',
    'def odd():',
    '    return Odd()',
  ],
  wait: [
    'def wait(seconds: float):',
    '    import time',
    '    time.sleep(seconds)',
    '    return "waited"',
  ],
  // Of a test that is over, the folder is gone.
  wait_for: [
    'def wait_for(path: str):',
    '    import os, time',
    '    while os.path.isdir(os.path.dirname(path)) and not os.path.exists(path):',
    '        time.sleep(0.02)',
    '    return "waited"',
  ],
  print_it: ['def print_it(text: str):', '    print(text)', '    return text'],
} as const;

type Settings = Record<string, unknown>;
export type Plugin = keyof typeof plugins;

/** `only`: the plugins that it has. @default all */
export function createProject(
  folder: string,
  url: string,
  settings: Settings = {},
  only: readonly Plugin[] = Object.keys(plugins) as Plugin[],
): string {
  mkdirSync(join(folder, 'plugins'), { recursive: true });
  // Two sessions that begin at once would both make it, and TaskWeaver fails then.
  mkdirSync(join(folder, 'experience'), { recursive: true });
  for (const name of only) {
    writeFileSync(join(folder, 'plugins', `${name}.yaml`), description(name));
    writeFileSync(
      join(folder, 'plugins', `${name}.py`),
      name === 'nested' ? nested : source(plugins[name]),
    );
  }
  const config = {
    'llm.api_type': 'ollama',
    'llm.api_base': url,
    'llm.api_key': secrets.key,
    'llm.model': 'scripted-1',
    'llm.response_format': 'json_object',
    'execution_service.kernel_mode': 'local',
    'planner.use_example': false,
    'code_generator.use_example': false,
    'logging.appinsights_connection_string': secrets.telemetry,
    ...settings,
  };
  writeFileSync(join(folder, 'taskweaver_config.json'), JSON.stringify(config));
  return folder;
}

function source(lines: readonly string[]): string {
  const body = lines.includes('@register_plugin') ? lines : ['@register_plugin', ...lines];
  return ['from taskweaver.plugin import register_plugin', '', '', ...body, ''].join('\n');
}

/** A class, whose calls lie inside one another. */
const nested = `from taskweaver.plugin import Plugin, register_plugin


@register_plugin
class Nested(Plugin):
    def __call__(self, depth: int):
        return 0 if depth == 0 else 1 + self(depth - 1)
`;

function description(name: string): string {
  return [
    `name: ${name}`,
    'enabled: true',
    'required: false',
    `description: The plugin ${name} of a test.`,
    'parameters: []',
    'returns: []',
    'configurations:',
    `  api_key: ${secrets.plugin}`,
    '',
  ].join('\n');
}

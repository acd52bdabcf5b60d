/** The same as `mapper.ts` for the code that a role generates: its runs, and the plugins that it calls. */
import type { EventFields } from '@agentops/core';
import type { PluginContext } from './host/services.ts';
import { known } from './service-mapper.ts';

export interface PluginCallFacts extends PluginContext {
  plugin: string;
  args?: readonly unknown[];
  kwargs?: Readonly<Record<string, unknown>>;
  /** The name of the thread that it runs in. */
  thread?: string | null;
}

/** What the generated code of a post gave. */
export interface CodeResult {
  output?: unknown;
  stdout?: unknown;
  stderr?: unknown;
  /** Names of the files that it made. */
  artifacts?: string[] | null;
}

export function mapPluginCall({ plugin, args = [], kwargs = {}, ...context }: PluginCallFacts) {
  const positional = args.length > 0;
  const named = Object.keys(kwargs).length > 0;
  return {
    name: plugin,
    kind: 'plugin',
    arguments: positional && named ? { args, kwargs } : named ? kwargs : args,
    attributes: known({
      'taskweaver.execution_id': context.execution_id,
      'taskweaver.thread': context.thread,
    }),
  } satisfies EventFields;
}

export function mapCodeRun(executionId: string, code: string | null | undefined) {
  return {
    name: 'run_code',
    kind: 'code',
    ...(code == null ? {} : { arguments: { code } }),
    attributes: { 'taskweaver.execution_id': executionId },
  } as const satisfies EventFields;
}

export function mapCodeResult({ output, stdout, stderr, artifacts }: CodeResult): EventFields {
  const logs = known({ stdout: said(stdout), stderr: said(stderr) });
  return {
    ...known({ result: said(output) }),
    ...(Object.keys(logs).length === 0 ? {} : { logs }),
    ...(artifacts?.length ? { attributes: { 'taskweaver.artifacts': artifacts } } : {}),
  };
}

/** Nothing printed is nothing said. */
function said(output: unknown): unknown {
  return output === '' || (Array.isArray(output) && output.length === 0) ? undefined : output;
}

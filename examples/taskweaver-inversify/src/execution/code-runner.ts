import { createContext, Script } from 'node:vm';
import type { PluginRunner } from '@agentops/adapter-taskweaver';
import type { ExecutionResult, RunRequest } from './protocol.ts';

/**
 * Runs generated JavaScript with the plugins in scope: the body of an async function, which returns what is to be seen.
 * `node:vm` keeps it apart from the host's variables. It is no wall against hostile code.
 */
export async function runCode(
  { execution_id, code }: RunRequest,
  host: { runner: PluginRunner; plugins: readonly string[]; session_id: string },
): Promise<Omit<ExecutionResult, 'artifact'>> {
  const stdout: string[] = [];
  const call =
    (plugin: string) =>
    (...args: unknown[]) =>
      host.runner.run(plugin, args, { execution_id, session_id: host.session_id });
  const scope = createContext({
    ...Object.fromEntries(host.plugins.map((plugin) => [plugin, call(plugin)])),
    console: { log: (...values: unknown[]) => void stdout.push(values.map(text).join(' ')) },
  });
  const result = { execution_id, code, is_success: true, error: null, output: '', stdout };
  try {
    const script = new Script(`(async () => {\n${code}\n})()`, { filename: 'generated-code.js' });
    return { ...result, output: text(await script.runInContext(scope)) };
  } catch (error) {
    return { ...result, is_success: false, error: describe(error) };
  }
}

function text(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

/** An error of the code's own is one of another realm, so `instanceof Error` says nothing. */
function describe(error: unknown): string {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  return name && message ? `${name}: ${message}` : String(error);
}

import { join } from 'node:path';
import type { PluginRunner } from '@agentops/adapter-taskweaver';
import { implementations } from '../plugins/implementations.ts';
import type { PluginHost } from '../plugins/plugin.ts';
import { loadPluginSpecs } from '../plugins/plugin-registry.ts';
import type { ExecutionSettings } from './protocol.ts';

type BoundPlugin = (...args: never[]) => unknown;

/** Calls the plugins of a project, in this process. */
export class LocalPluginRunner implements PluginRunner {
  readonly #plugins = new Map<string, BoundPlugin>();
  #artifacts: string[] = [];

  static async load({ appDir, executionCwd }: ExecutionSettings): Promise<LocalPluginRunner> {
    const runner = new LocalPluginRunner();
    for (const { name, configurations = {} } of await loadPluginSpecs(appDir)) {
      const plugin = implementations[name];
      if (!plugin) throw new ReferenceError(`plugin "${name}" has no code`);
      const host: PluginHost = {
        dataDir: join(appDir, 'data'),
        executionCwd,
        config: configurations,
        addArtifact: (path) => void runner.#artifacts.push(path),
      };
      runner.#plugins.set(name, plugin.bind(undefined, host));
    }
    return runner;
  }

  get names(): string[] {
    return [...this.#plugins.keys()];
  }

  run(plugin: string, args: readonly unknown[]): unknown {
    const call = this.#plugins.get(plugin);
    if (!call) throw new ReferenceError(`no plugin "${plugin}"`);
    return call(...(args as never[]));
  }

  /** What plugins have saved since it was asked last. */
  takeArtifacts(): string[] {
    const artifacts = this.#artifacts;
    this.#artifacts = [];
    return artifacts;
  }
}

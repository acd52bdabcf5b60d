import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppConfigSource } from '@agentops/adapter-taskweaver';

export type Settings = Readonly<Record<string, unknown>>;

/** `taskweaver_config.json` of an app dir, under what the program sets itself. */
export class ConfigSource implements AppConfigSource {
  constructor(
    readonly app_base_path: string,
    readonly json_file_store: Settings,
    readonly in_memory_store: Settings = {},
  ) {}

  static async load(appDir: string): Promise<ConfigSource> {
    const text = await readFile(join(appDir, 'taskweaver_config.json'), 'utf8');
    return new ConfigSource(appDir, JSON.parse(text) as Settings);
  }

  /** The same app with other settings, for one session. */
  with(settings: Settings): ConfigSource {
    const store = { ...this.in_memory_store, ...settings };
    return new ConfigSource(this.app_base_path, this.json_file_store, store);
  }

  get<T>(key: string, otherwise: T): T {
    const value = this.in_memory_store[key] ?? this.json_file_store[key];
    return (value ?? otherwise) as T;
  }
}

/** What a plugin gets besides its arguments. */
export interface PluginHost {
  /** The project's `data/` folder. */
  dataDir: string;
  /** Where the session's artifacts go. */
  executionCwd: string;
  /** `configurations` of its YAML file. */
  config: Readonly<Record<string, unknown>>;
  addArtifact(path: string): void;
}

export type Row = Record<string, string | number>;

/** A plugin's code. */
export type PluginFunction = (host: PluginHost, ...args: never[]) => unknown;

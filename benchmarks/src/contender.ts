import type OpenAI from 'openai-7';

/** Something that records what the SDK does, or the bare SDK. Each runs in a process of its own. */
export interface Contender {
  /** As its users know it: the name on npm, where it has one. */
  name: string;
  /** Packages whose versions the document names. */
  packages: readonly string[];
  /** How it was set up, where its README leaves a choice. */
  setUp?: string;
  /**
   * Loads its modules, and nothing else: this is what import time means. What it gives back sets it up, before the SDK is
   * loaded, because some hook the loading.
   */
  load: (require: NodeJS.Require) => (host: Host) => Recording;
}

/** What a contender is told about the process it runs in. */
export interface Host {
  /** Answers for the contender's backend, on the loopback interface. */
  sinkUrl: string;
  /** For what it keeps on the disk. */
  directory: string;
}

export interface Recording {
  /** For those that attach to a client instead of hooking the loading of the SDK. */
  attach?: (client: OpenAI) => OpenAI;
  /** Its own way to have everything sent that was recorded, after which it still works. */
  flush: () => Promise<unknown>;
  /** How many records have left the process, for one that does not send them to the sink. */
  countLeft?: () => number;
}

/** `session/session.py` and `config/config_mgt.py`: what a session shows of itself. */
import type { Memory, Round } from './conversation.ts';
import type { SessionEventEmitter } from './event.ts';

export interface SessionMetadata {
  session_id: string;
  /** The session's own folder. */
  workspace: string;
  execution_cwd: string;
}

/** Where the host's settings come from. */
export interface AppConfigSource {
  /** The app dir, which holds `taskweaver_config.json` and `plugins/`. */
  app_base_path: string;
  /** `taskweaver_config.json`, parsed. */
  json_file_store: Readonly<Record<string, unknown>>;
  /** What the program itself set; beats the file. */
  in_memory_store?: Readonly<Record<string, unknown>>;
}

/** A conversation with a user. */
export interface Session {
  readonly session_id: string;
  readonly memory: Memory;
  readonly metadata?: SessionMetadata;
  readonly config?: { readonly src?: AppConfigSource };
  readonly event_emitter?: SessionEventEmitter;
  sendMessage?(message: string, ...more: never[]): Promise<Round>;
  /** May be called more than once. */
  stop?(): void | Promise<void>;
}

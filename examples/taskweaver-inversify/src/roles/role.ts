import type { Post, RoleName } from '@agentops/adapter-taskweaver';
import type { SessionMemory } from '../memory/session-memory.ts';

/** One that takes part in the conversation. */
export interface Role {
  readonly alias: RoleName;
  reply(memory: SessionMemory): Promise<Post>;
  close(): Promise<void>;
}

/**
 * What TaskWeaver remembers of a conversation. Data has the host's own names, as its `to_dict` gives them
 * (microsoft/TaskWeaver d44ddef, `taskweaver/memory`); methods are named as TypeScript names them.
 */

import { TASKWEAVER_ATTACHMENT_TYPES } from '@agentops/semconv';

/** `User`, `Planner`, `CodeInterpreter`, `CLIAgent`, `PluginOrchestrator`, or the alias of an extension role. */
export type RoleName = string;

export const attachmentTypes = TASKWEAVER_ATTACHMENT_TYPES;

export type AttachmentType = (typeof attachmentTypes)[number];

export interface Attachment {
  id: string;
  type: AttachmentType;
  /** A text, but for `artifact_paths`, which is a list (`code_interpreter.py:288-298`). */
  content: string | string[];
  extra?: unknown;
}

/** `shared_memory_entry.py`: the `extra` of an attachment of that type. */
export interface SharedMemoryEntry {
  id: string;
  type: 'plan' | 'experience_sub_path' | 'example_sub_path';
  scope: 'round' | 'conversation';
  content: string;
}

/** A message from one role to another. */
export interface Post {
  id: string;
  send_from: RoleName;
  /** `Unknown` until the role has said it. */
  send_to: RoleName;
  message: string;
  attachment_list: Attachment[];
}

/** A user's query and all the posts until the reply. */
export interface Round {
  id: string;
  user_query: string;
  /** Stays `created` where the round was interrupted (`session.py:263-275` swallows the exception). */
  state: 'created' | 'finished' | 'failed';
  post_list: Post[];
}

export interface Conversation {
  id: string;
  rounds: Round[];
}

export interface Memory {
  session_id: string;
  conversation: Conversation;
}

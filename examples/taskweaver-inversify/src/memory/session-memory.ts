import type { Conversation, Memory, Post, RoleName, Round } from '@agentops/adapter-taskweaver';
import { createId } from './create-id.ts';

/** All the rounds of a session. */
export class SessionMemory implements Memory {
  readonly session_id: string;
  readonly conversation: Conversation = { id: createId('conv'), rounds: [] };

  constructor(session_id: string) {
    this.session_id = session_id;
  }

  createRound(user_query: string): Round {
    const round: Round = { id: createId('round'), user_query, state: 'created', post_list: [] };
    this.conversation.rounds.push(round);
    return round;
  }

  /** What a role has said and heard, in rounds that did not fail. */
  postsOf(role: RoleName): Post[] {
    return this.conversation.rounds
      .filter(({ state }) => state !== 'failed')
      .flatMap(({ post_list }) => post_list)
      .filter(({ send_from, send_to }) => send_from === role || send_to === role);
  }
}

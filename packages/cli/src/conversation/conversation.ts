/** A session as a conversation between roles. It is made of actions of type `round`, and under them of type `post`. */
import type { AgentOpsEvent, SessionData } from '@agentops/core';
import type { TreeNode } from '../tree.ts';

type Action = Extract<AgentOpsEvent, { type: 'action' }>;

/** A round, or what happened outside of any. */
export type ConversationItem = Round | Aside;

export interface Round {
  kind: 'round';
  node: TreeNode;
  event: Action;
  /** Counts from 1. */
  number: number;
  /** Posts, and what happened between them, by start time. */
  items: (Turn | Aside)[];
}

/** What a role said to another, and all that it did for it. */
export interface Turn {
  kind: 'turn';
  node: TreeNode;
  event: Action;
  from: string;
  /** Undefined until the role has said it. */
  to: string | undefined;
}

/** Something that nobody said. */
export interface Aside {
  kind: 'aside';
  node: TreeNode;
}

/** Hosts whose roles talk to one another in rounds and posts. */
const conversationHosts: readonly string[] = ['taskweaver'];
/** Of a session whose host is known by the name of its service alone, as OpenTelemetry tells it. */
const hostSessionId = 'taskweaver.session_id';

/** Whether a person reads the session best as a conversation. */
export function isConversation(session: SessionData, events: readonly AgentOpsEvent[]): boolean {
  const isHosts = (event: AgentOpsEvent) =>
    session.attributes[hostSessionId] !== undefined ||
    conversationHosts.includes((event.source ?? session.source)?.host ?? '');
  return events.some((event) => isAction(event, 'round') && isHosts(event));
}

/** What happened at the top, in order. */
export function readConversation(roots: readonly TreeNode[]): ConversationItem[] {
  let number = 0;
  return roots.map((node): ConversationItem => {
    const { event } = node;
    if (!isAction(event, 'round')) return { kind: 'aside', node };
    number++;
    return { kind: 'round', node, event, number, items: node.children.map(itemOf) };
  });
}

function itemOf(node: TreeNode): Turn | Aside {
  const { event } = node;
  if (!isAction(event, 'post')) return { kind: 'aside', node };
  const sendTo = event.attributes['taskweaver.send_to'];
  const to = typeof sendTo === 'string' && sendTo !== '' ? sendTo : undefined;
  return { kind: 'turn', node, event, from: event.agent?.name ?? event.name, to };
}

function isAction(event: AgentOpsEvent, actionType: string): event is Action {
  return event.type === 'action' && event.actionType === actionType;
}

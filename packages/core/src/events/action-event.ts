import { Event, type EventInit } from './base-event.ts';

export interface ActionEventInit extends EventInit {
  actionType?: string;
  screenshot?: string;
}

/** Something an agent did that is neither an LLM call nor a tool call: a round, a post, a plan, a state, a handoff. */
export class ActionEvent extends Event {
  override readonly type = 'action';
  /** The host's word for it: `round`, `post`, `plan`, `state`, `transition`, `handoff`, … */
  actionType: string;
  /** A URL, or base64 of an image. */
  declare screenshot?: string;

  constructor(init: ActionEventInit = {}) {
    super({ ...init, name: init.name ?? init.actionType ?? 'action', type: 'action' });
    this.actionType = init.actionType ?? 'action';
    if (init.screenshot !== undefined) this.screenshot = init.screenshot;
  }
}

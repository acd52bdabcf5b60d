import { Event, type EventInit } from './base-event.ts';

export type ToolKind = 'function' | 'plugin' | 'code' | 'retrieval' | 'mcp' | 'agent';

export interface ToolEventInit extends EventInit {
  callId?: string;
  arguments?: unknown;
  result?: unknown;
  kind?: ToolKind;
}

/** One call of a tool: a function, a plugin, a piece of generated code, a retrieval, an MCP tool, or another agent. */
export class ToolEvent extends Event {
  override readonly type = 'tool';
  /** The id that the model gave the call (`gen_ai.tool.call.id`). */
  declare callId?: string;
  declare arguments?: unknown;
  declare result?: unknown;
  kind: ToolKind;

  constructor(init: ToolEventInit = {}) {
    super({ ...init, type: 'tool' });
    this.kind = init.kind ?? 'function';
    if (init.callId !== undefined) this.callId = init.callId;
    if (init.arguments !== undefined) this.arguments = init.arguments;
    if (init.result !== undefined) this.result = init.result;
  }
}

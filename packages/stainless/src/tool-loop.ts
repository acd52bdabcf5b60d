import {
  type AdapterRecorder,
  type EventFields,
  now,
  type Origin,
  type ToolCallPart,
  ToolEvent,
} from '@agentops/core';

interface Requested {
  name: string;
  arguments: unknown;
  at: number;
  origin: Origin;
}

/** Calls that are never answered must not be held for ever. */
const maxWaiting = 1000;

/**
 * Tools that the caller runs by hand are seen from both sides of it: the model asks for a call in one answer, and the next
 * request brings the result. What is between is the tool call.
 */
export class ToolLoop {
  readonly #recorder: AdapterRecorder;
  readonly #waiting = new Map<string, Requested>();

  constructor(recorder: AdapterRecorder) {
    this.#recorder = recorder;
  }

  /** An answer, which may ask for calls. */
  requested(origin: Origin, fields: EventFields): void {
    for (const message of fields.outputMessages ?? []) {
      for (const part of message.parts) {
        if (part.type === 'tool_call' && part.id) this.#wait(part.id, part, origin);
      }
    }
  }

  /** A request, which may bring results. */
  answered(origin: Origin, fields: EventFields, at: number): void {
    if (this.#waiting.size === 0) return;
    for (const message of fields.inputMessages ?? []) {
      for (const part of message.parts) {
        if (part.type !== 'tool_call_response' || !part.id) continue;
        const call = this.#waiting.get(part.id);
        if (!call) continue;
        this.#waiting.delete(part.id);
        const event = new ToolEvent({
          name: call.name,
          callId: part.id,
          arguments: call.arguments,
          result: part.response,
          startTime: call.at,
          endTime: Math.max(at, call.at),
        });
        this.#recorder.recordToolCall(
          origin.state === call.origin.state ? call.origin : origin,
          event,
        );
      }
    }
  }

  #wait(id: string, part: ToolCallPart, origin: Origin): void {
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size >= maxWaiting && oldest !== undefined) this.#waiting.delete(oldest);
    this.#waiting.set(id, { name: part.name, arguments: part.arguments, at: now(), origin });
  }
}

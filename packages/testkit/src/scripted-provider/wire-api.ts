import type { ScriptedError, ScriptedReply, ScriptRequest } from './script.ts';
import type { SseEvent } from './sse.ts';

/** A JSON object to send. */
export type JsonObject = Record<string, unknown>;

/** An error of which nothing is left to default but what the API itself says about its status. */
export type WireError = ScriptedError & { message: string };

/** How one provider API puts a reply on the wire. */
export interface WireApi {
  /**
   * The end of its path, whatever a base URL puts before it (`/v1`, an Azure deployment, nothing).
   */
  readonly path: string;
  /** The response header with the provider's request id. */
  readonly requestIdHeader: string;
  /** The whole reply. @throws ScriptError when this API cannot say it. */
  json(reply: ScriptedReply, request: ScriptRequest): JsonObject;
  /** The reply as a stream. @throws ScriptError when this API cannot say it. */
  stream(reply: ScriptedReply, request: ScriptRequest): SseEvent[];
  /** The body of an HTTP error. */
  errorBody(error: WireError, requestId: string): JsonObject;
  /** An error in the middle of a stream, after `position` events. */
  errorEvent(error: WireError, position: number): SseEvent;
  /** What the provider sends while it has nothing to say, if anything. */
  readonly idleEvent?: SseEvent;
}

/** The model that served the call. */
export function servedModel(reply: ScriptedReply, request: ScriptRequest): string {
  return reply.model ?? (typeof request.body.model === 'string' ? request.body.model : 'scripted');
}

/**
 * The Unix time in seconds that every answer was made at. Always the same: two runs of one script that are compared byte by
 * byte must not differ because a second went by between them.
 */
export function unixTime(): number {
  return 1_767_225_600;
}

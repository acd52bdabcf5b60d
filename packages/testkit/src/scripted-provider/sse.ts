/** One server-sent event. */
export interface SseEvent {
  /** The `event:` line; none for chat completions. */
  event?: string;
  /** The `data:` line. */
  data: string;
  /** Whether it carries a chunk, as `ScriptedReply` defines it. */
  chunk: boolean;
}

/** An event whose data is JSON. */
export function sseJson(
  data: object,
  { event, chunk = false }: { event?: string; chunk?: boolean } = {},
): SseEvent {
  return { ...(event === undefined ? {} : { event }), data: JSON.stringify(data), chunk };
}

/** The event as it goes over the wire. */
export function encodeSse({ event, data }: SseEvent): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`;
}

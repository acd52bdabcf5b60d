import type { ScriptedReply } from './script.ts';
import { encodeSse, type SseEvent } from './sse.ts';

/** What the provider does next in a stream. */
export type StreamStep =
  | { do: 'send'; data: string; chunk: boolean }
  | { do: 'cut' }
  | { do: 'hang' };

/** The events of a reply with the faults that its script wants. */
export function streamSteps(
  reply: ScriptedReply,
  events: readonly SseEvent[],
  api: {
    errorEvent: (position: number) => SseEvent | undefined;
    idleEvent: SseEvent | undefined;
  },
): StreamStep[] {
  const steps: StreamStep[] = [];
  const malformedAt = positionAfter(events, reply.malformedAfterChunks);
  const errorAt = positionAfter(events, reply.errorAfterChunks);
  const hangAt = positionAfter(events, reply.hangAfterChunks);
  const cutAt = positionAfter(events, reply.cutAfterChunks);
  const send = (data: string, chunk = false) => steps.push({ do: 'send', data, chunk });
  for (let position = 0; position <= events.length; position++) {
    for (const { afterChunks, data } of reply.raw ?? []) {
      if (positionAfter(events, afterChunks) === position) send(data);
    }
    const event = events[position];
    if (position === malformedAt && event) send(encodeSse(halved(event)));
    const error = position === errorAt ? api.errorEvent(position) : undefined;
    if (error) {
      send(encodeSse(error));
      return steps;
    }
    if (position === hangAt || position === cutAt) {
      // @anthropic-ai/sdk 0.32 gives an event only when it has a byte of the next one
      // (findDoubleNewlineIndex).
      if (api.idleEvent && position > 0) send(encodeSse(api.idleEvent));
      return [...steps, { do: position === hangAt ? 'hang' : 'cut' }];
    }
    if (event) send(encodeSse(event), event.chunk);
  }
  return steps;
}

/** The index of the event before which `chunks` chunks have been sent, see `ScriptedReply`. */
function positionAfter(
  events: readonly SseEvent[],
  chunks: number | undefined,
): number | undefined {
  if (chunks === undefined) return undefined;
  const positions = events.flatMap((event, index) => (event.chunk ? [index] : []));
  if (chunks <= 0) return positions[0] ?? 0;
  const last = positions[Math.min(chunks, positions.length) - 1];
  return last === undefined ? 0 : last + 1;
}

function halved(event: SseEvent): SseEvent {
  return { ...event, data: event.data.slice(0, Math.ceil(event.data.length / 2)) };
}

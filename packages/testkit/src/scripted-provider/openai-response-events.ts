import { interleave } from './reply-content.ts';
import { type SseEvent, sseJson } from './sse.ts';
import type { JsonObject } from './wire-api.ts';

/** An output item as it is in the end, and the chunks in which its text arrives. */
export interface OutputItem {
  kind: 'reasoning' | 'message' | 'function_call';
  item: JsonObject & { id: string };
  chunks: string[];
}

interface Draft {
  type: string;
  fields: JsonObject;
  chunk?: boolean;
}

/** The event sequence of a streamed response, numbered from 0. */
export function responseEvents(response: {
  /** The response as it is at the start. */
  started: JsonObject;
  items: readonly OutputItem[];
  /** The response as it is at the end. */
  ended: JsonObject & { status: string };
  /** Whether the deltas of several function calls alternate. */
  interleaved: boolean;
}): SseEvent[] {
  const { started, items, ended } = response;
  const drafts = items.map((item, index) => ({ kind: item.kind, events: itemEvents(item, index) }));
  const calls = drafts.filter(({ kind }) => kind === 'function_call').map(({ events }) => events);
  const events: Draft[] = [
    { type: 'response.created', fields: { response: started } },
    { type: 'response.in_progress', fields: { response: started } },
    ...drafts.filter(({ kind }) => kind !== 'function_call').flatMap((draft) => draft.events),
    ...(response.interleaved ? interleave(calls) : calls.flat()),
    { type: `response.${ended.status}`, fields: { response: ended } },
  ];
  return events.map(({ type, fields, chunk = false }, position) =>
    sseJson({ type, sequence_number: position, ...fields }, { event: type, chunk }),
  );
}

function itemEvents({ kind, item, chunks }: OutputItem, index: number): Draft[] {
  const at = { output_index: index };
  const inItem = { item_id: item.id, ...at };
  const started = { ...item, status: 'in_progress' };
  const done = { type: 'response.output_item.done', fields: { ...at, item } };
  const added = (fields: JsonObject): Draft => ({
    type: 'response.output_item.added',
    fields: { ...at, item: { ...started, ...fields } },
  });
  if (kind === 'function_call') {
    const fields = { ...inItem, name: item.name, arguments: item.arguments };
    return [
      added({ arguments: '' }),
      ...deltas('response.function_call_arguments.delta', inItem, chunks),
      { type: 'response.function_call_arguments.done', fields },
      done,
    ];
  }
  const text = chunks.join('');
  if (kind === 'reasoning') {
    const inPart = { ...inItem, summary_index: 0 };
    const part = { type: 'summary_text', text };
    return [
      added({ summary: [] }),
      {
        type: 'response.reasoning_summary_part.added',
        fields: { ...inPart, part: { ...part, text: '' } },
      },
      ...deltas('response.reasoning_summary_text.delta', inPart, chunks),
      { type: 'response.reasoning_summary_text.done', fields: { ...inPart, text } },
      { type: 'response.reasoning_summary_part.done', fields: { ...inPart, part } },
      done,
    ];
  }
  const inPart = { ...inItem, content_index: 0 };
  const part = { type: 'output_text', annotations: [], logprobs: [], text };
  return [
    added({ content: [] }),
    { type: 'response.content_part.added', fields: { ...inPart, part: { ...part, text: '' } } },
    ...deltas('response.output_text.delta', { ...inPart, logprobs: [] }, chunks),
    { type: 'response.output_text.done', fields: { ...inPart, text, logprobs: [] } },
    { type: 'response.content_part.done', fields: { ...inPart, part } },
    done,
  ];
}

function deltas(type: string, fields: JsonObject, chunks: readonly string[]): Draft[] {
  return chunks.map((delta) => ({ type, fields: { ...fields, delta }, chunk: true }));
}

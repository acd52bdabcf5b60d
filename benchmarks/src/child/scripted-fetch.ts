const model = 'gpt-5';

/** Chunks of the stream that it answers with. */
export const chunksOfStream = 1000;

/**
 * Answers without a network, so that what is measured is the SDK and what is hooked into it. It answers in a later turn of the
 * event loop, as a network does: work that is put off until after the host's turn would else fall into the call.
 */
export class ScriptedFetch {
  /** When it was called last, and when it answered that, in milliseconds. */
  calledAt = 0;
  answeredAt = 0;
  /** Whether it answers with a stream; to look into the request for that would take a time of its own. */
  streams = false;

  readonly fetch = async (): Promise<Response> => {
    this.calledAt = performance.now();
    await new Promise((resolve) => setImmediate(resolve));
    this.answeredAt = performance.now();
    return this.streams
      ? new Response(streamText, { headers: { 'content-type': 'text/event-stream' } })
      : new Response(completion, { headers: { 'content-type': 'application/json' } });
  };
}

/** Answers with a stream of so many chunks that it is made as it is read. */
export function fetchOfChunks(chunks: number): typeof fetch {
  return async () => {
    const encoder = new TextEncoder();
    let index = 0;
    const body = new ReadableStream({
      pull(controller) {
        const end = Math.min(index + 100, chunks - 1);
        let text = '';
        while (index < end) text += chunk(index++);
        if (index < chunks - 1) return controller.enqueue(encoder.encode(text));
        controller.enqueue(encoder.encode(text + lastChunk));
        controller.close();
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
}

const completion = JSON.stringify({
  id: 'c1',
  object: 'chat.completion',
  created: 1,
  model,
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
});

function chunk(index: number): string {
  return event({ index: 0, delta: { content: `word ${index} ` }, finish_reason: null });
}

function event(choice: object): string {
  const data = { id: 'c1', object: 'chat.completion.chunk', created: 1, model, choices: [choice] };
  return `data: ${JSON.stringify(data)}\n\n`;
}

const lastChunk = `${event({ index: 0, delta: {}, finish_reason: 'stop' })}data: [DONE]\n\n`;

const streamText = Array.from({ length: chunksOfStream - 1 }, (_, index) => chunk(index))
  .concat(lastChunk)
  .join('');

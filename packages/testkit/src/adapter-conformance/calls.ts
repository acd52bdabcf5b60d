import type { CaseRun } from './case-run.ts';
import type { CallRequest, ToolSpec } from './driver.ts';

/** What the cases ask for, unless it matters. */
export const request: CallRequest = { prompt: 'What is the weather?' };

export const weatherTool: ToolSpec = {
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

/** The script of a tool loop with one tool call and a last answer. */
export const weatherLoop = [
  {
    toolCalls: [{ id: 'call_bern', name: 'get_weather', arguments: { city: 'Bern' } }],
    usage: { inputTokens: 20, outputTokens: 5 },
  },
  { text: 'It is sunny in Bern.', usage: { inputTokens: 40, outputTokens: 7 } },
];

/** What a caller got of a stream, and how it ended for him. */
export interface Reading {
  chunks: unknown[];
  texts: string[];
  error: unknown;
  failedAt: 'never' | 'await' | 'iteration';
}

/** Reads a stream to its end, or until `stop` says so; a loop that `break`s, as users write it. */
export async function readStream(
  run: CaseRun,
  pending: PromiseLike<AsyncIterable<unknown>>,
  stop: (texts: readonly string[]) => boolean = () => false,
): Promise<Reading> {
  const reading: Reading = { chunks: [], texts: [], error: undefined, failedAt: 'await' };
  try {
    const stream = await pending;
    reading.failedAt = 'iteration';
    for await (const chunk of stream) {
      reading.chunks.push(chunk);
      const text = textOfChunk(run, chunk);
      if (text !== '') reading.texts.push(text);
      if (stop(reading.texts)) break;
    }
    reading.failedAt = 'never';
  } catch (error) {
    reading.error = error;
  }
  return reading;
}

export function textOfChunk(run: CaseRun, chunk: unknown): string {
  return run.driver.textOfChunk?.(chunk) ?? '';
}

/** The streamed call of a host that has one: cases that use it need `stream`. */
export function startStream(
  run: CaseRun,
  client: object,
  call: CallRequest = request,
): PromiseLike<AsyncIterable<unknown>> {
  if (!run.driver.stream) throw new Error('The case needs "stream", and does not say so.');
  return run.driver.stream(client, call);
}

/** What the caller sees of a rejection. */
export async function failure(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('The call was expected to fail.');
}

import type { EventFields } from '@agentops/core';
import {
  type Operation,
  readNumber,
  readObject,
  readString,
  requestAttributes,
  type StreamReader,
} from '@agentops/stainless';
import { formFields } from './form-fields.ts';
import { parameters } from './parameters.ts';
import { responsesUsage } from './usage.ts';

type Payload = Record<string, unknown>;

/** Seconds of audio that a transcription is billed by, with models that count no tokens (`usage.type: 'duration'`). */
const OPENAI_USAGE_SECONDS = 'openai.usage.seconds';

/** `POST /audio/speech`. The answer is the HTTP response itself, which is left unread: of the sound only its type is known. */
export const speech: Operation = {
  matches: (method, path) => method === 'post' && path === '/audio/speech',
  mapRequest(body) {
    const request = readObject(body);
    const { input, voice } = request;
    return {
      operationName: 'speech',
      requestModel: readString(request.model) ?? null,
      inputMessages: [
        { role: 'user', parts: [{ type: 'text', content: readString(input) ?? '' }] },
      ],
      input: { voice },
      attributes: requestAttributes(request, parameters),
    };
  },
  pickResponse(data) {
    const { headers } = data as { headers?: Headers };
    const length = headers?.get('content-length');
    return {
      contentType: headers?.get('content-type') ?? null,
      bytes: length === null || length === undefined ? null : Number(length),
    };
  },
  mapResponse: (data) => ({ output: data }),
};

/** `POST /audio/transcriptions` and `/audio/translations`. The answer is text where the caller wants another format than JSON. */
export const transcriptions: Operation = {
  matches: (method, path) =>
    method === 'post' && /^\/audio\/(transcriptions|translations)$/.test(path),
  pickRequest: formFields,
  mapRequest(body) {
    const { file, prompt, ...request } = readObject(body);
    return {
      operationName: 'transcription',
      requestModel: readString(request.model) ?? null,
      streamed: request.stream === true || request.stream === 'true',
      input: { file, prompt },
      attributes: requestAttributes(request, parameters),
    };
  },
  mapResponse(data) {
    const response = readObject(data);
    const text = typeof data === 'string' ? data : (readString(response.text) ?? '');
    return {
      outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: text }] }],
      ...transcriptionUsage(response.usage),
    };
  },
  createStreamReader: () => new TranscriptStreamReader(),
};

class TranscriptStreamReader implements StreamReader {
  #usage: unknown;

  read(chunk: unknown, say: Parameters<StreamReader['read']>[1]): void {
    const { type, delta, usage } = chunk as Payload;
    if (type === 'transcript.text.delta' && typeof delta === 'string') {
      say({ choice: 0, part: 0, type: 'text', text: delta });
    }
    if (usage) this.#usage = usage;
  }

  result(): EventFields {
    return transcriptionUsage(this.#usage);
  }
}

function transcriptionUsage(value: unknown): EventFields {
  const usage = readObject(value);
  if (usage.type !== 'duration') return responsesUsage(value);
  return {
    usage: null,
    usageSource: 'none',
    attributes: { [OPENAI_USAGE_SECONDS]: readNumber(usage.seconds) },
  };
}

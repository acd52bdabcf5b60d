import { type Operation, readObject, readString, requestAttributes } from '@agentops/stainless';
import { parameters } from './parameters.ts';
import { chatUsage } from './usage.ts';

/** `POST /embeddings`. Of the vectors, only how many and how long they are is recorded. */
export const embeddings: Operation = {
  matches: (method, path) => method === 'post' && path === '/embeddings',
  mapRequest(body) {
    const request = readObject(body);
    return {
      operationName: 'embeddings',
      requestModel: readString(request.model) ?? null,
      input: request.input,
      attributes: requestAttributes(request, parameters),
    };
  },
  pickResponse(data) {
    const {
      data: vectors,
      model,
      usage,
    } = data as { data?: unknown; model?: unknown; usage?: unknown };
    const list = Array.isArray(vectors) ? vectors : [];
    const first = (list[0] as { embedding?: unknown } | undefined)?.embedding;
    return {
      model,
      usage,
      embeddings: list.length,
      dimensions: dimensionsOf(first),
    };
  },
  mapResponse(data) {
    const { model, usage, embeddings, dimensions } = readObject(data);
    return {
      responseModel: readString(model) ?? null,
      output: { embeddings, dimensions },
      ...chatUsage(usage),
    };
  },
};

/** The SDK asks for base64 of 4-byte floats where the caller does not say, and decodes it after we have seen it. */
function dimensionsOf(vector: unknown): number | null {
  if (Array.isArray(vector)) return vector.length;
  if (typeof vector !== 'string') return null;
  const characters = vector.replace(/=+$/, '').length;
  return Math.floor((characters * 3) / 4 / 4);
}

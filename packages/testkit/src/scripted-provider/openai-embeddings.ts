import { openaiErrorBody } from './openai-error.ts';
import { ScriptError } from './script.ts';
import { sseJson } from './sse.ts';
import { servedModel, type WireApi } from './wire-api.ts';

/** `POST /v1/embeddings`, as numbers or as base64 (what the SDKs ask for unless told otherwise). */
export const openaiEmbeddings: WireApi = {
  path: '/embeddings',
  requestIdHeader: 'x-request-id',
  json(reply, request) {
    const vectors = reply.embeddings ?? madeUpVectors(request.body.input);
    const base64 = request.body.encoding_format === 'base64';
    return {
      object: 'list',
      data: vectors.map((vector, index) => ({
        object: 'embedding',
        index,
        embedding: base64 ? float32Base64(vector) : vector,
      })),
      model: servedModel(reply, request),
      ...(reply.usage
        ? {
            usage: {
              prompt_tokens: reply.usage.inputTokens,
              total_tokens: reply.usage.inputTokens,
            },
          }
        : {}),
    };
  },
  stream() {
    throw new ScriptError('Embeddings cannot be streamed.');
  },
  errorBody: openaiErrorBody,
  errorEvent: (error) => sseJson(openaiErrorBody(error)),
};

/** Values that float32 holds exactly. An array of numbers is one input, already cut into tokens. */
function madeUpVectors(input: unknown): number[][] {
  const inputs = Array.isArray(input) && typeof input[0] !== 'number' ? input.length : 1;
  return Array.from({ length: inputs }, (_, index) => [index + 1, 0.5, -0.25]);
}

function float32Base64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}

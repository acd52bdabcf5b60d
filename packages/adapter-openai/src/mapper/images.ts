import type { EventFields, MediaPart, Message, MessagePart } from '@agentops/core';
import {
  type Operation,
  readArray,
  readObject,
  readString,
  requestAttributes,
  type StreamReader,
} from '@agentops/stainless';
import { formFields } from './form-fields.ts';
import { parameters } from './parameters.ts';
import { responsesUsage } from './usage.ts';

type Payload = Record<string, unknown>;

/**
 * `POST /images/generations`, `/images/edits` and `/images/variations`
 * (https://platform.openai.com/docs/api-reference/images). OpenTelemetry has no operation name for them.
 */
export const images: Operation = {
  matches: (method, path) =>
    method === 'post' && /^\/images\/(generations|edits|variations)$/.test(path),
  pickRequest: formFields,
  mapRequest(body) {
    const request = readObject(body);
    return {
      operationName: 'image_generation',
      requestModel: readString(request.model) ?? null,
      streamed: request.stream === true || request.stream === 'true',
      inputMessages: [{ role: 'user', parts: inputParts(request) }],
      attributes: requestAttributes(request, parameters),
    };
  },
  mapResponse(data) {
    const response = readObject(data);
    return {
      outputMessages: readArray(response.data).map((image) => imageMessage(image, response)),
      ...responsesUsage(response.usage),
    };
  },
  createStreamReader: () => new ImageStreamReader(),
};

/** Partial images come first, each replacing the one before; the completed one brings the usage. */
class ImageStreamReader implements StreamReader {
  #latest: Payload = {};

  read(chunk: unknown): void {
    this.#latest = readObject(chunk);
  }

  result(): EventFields {
    const { usage } = this.#latest;
    const hasImage = readString(this.#latest.b64_json) !== undefined;
    return {
      outputMessages: hasImage ? [imageMessage(this.#latest, this.#latest)] : [],
      ...responsesUsage(usage),
    };
  }
}

function inputParts(request: Payload): MessagePart[] {
  const parts: MessagePart[] = [];
  const prompt = readString(request.prompt);
  if (prompt !== undefined) parts.push({ type: 'text', content: prompt });
  for (const [key, value] of Object.entries(request)) {
    if (/^(image|mask)(\[.*\])?$/.test(key)) parts.push({ type: 'other', value: { [key]: value } });
  }
  return parts;
}

function imageMessage(image: Payload, { output_format }: Payload): Message {
  const format = readString(output_format);
  const mime = format === undefined ? {} : { mime_type: `image/${format}` };
  const url = readString(image.url);
  const part: MediaPart =
    url === undefined
      ? { type: 'blob', modality: 'image', content: readString(image.b64_json) ?? '', ...mime }
      : { type: 'uri', modality: 'image', uri: url, ...mime };
  const revised = readString(image.revised_prompt);
  const said: MessagePart[] = revised === undefined ? [] : [{ type: 'text', content: revised }];
  return { role: 'assistant', parts: [part, ...said] };
}

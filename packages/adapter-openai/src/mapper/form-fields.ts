import { readObject } from '@agentops/stainless';

/**
 * The fields of a request that is sent as a form: of files only name, type and size. Of openai 4, which has encoded the form
 * by then, and of forms that are sent while they are read, only the model, where the SDK says it besides (`__metadata`).
 */
export function formFields(body: unknown, options: object): unknown {
  if (!(body instanceof FormData)) {
    const plain = Object.getPrototypeOf(readObject(body)) === Object.prototype;
    return plain ? body : { model: readObject(readObject(options).__metadata).model };
  }
  const fields: Record<string, unknown> = {};
  for (const [key, value] of body) {
    fields[key] =
      typeof value === 'string' ? value : { name: value.name, type: value.type, size: value.size };
  }
  return fields;
}

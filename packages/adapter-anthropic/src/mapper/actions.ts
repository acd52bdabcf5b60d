import { type Operation, readArray, readNumber, readObject, readString } from '@agentops/stainless';

/**
 * `POST /v1/messages/count_tokens`: a question to the API, and no call of a model. An action, so that it counts as neither
 * a call nor tokens used; the messages stand in the call that they are meant for.
 */
export const tokenCount: Operation = {
  type: 'action',
  matches: (method, path) => method === 'post' && /^\/v1\/messages\/count_tokens(\?|$)/.test(path),
  pickRequest(body) {
    const { model, messages } = readObject(body);
    return { model, messages: Array.isArray(messages) ? messages.length : null };
  },
  mapRequest: (input) => ({ name: 'count tokens', actionType: 'count_tokens', input }),
  mapResponse: (data) => ({ output: { inputTokens: readNumber(readObject(data).input_tokens) } }),
};

/**
 * `POST /v1/messages/batches`: what it asks for is done within a day, in no call of this process. An action with the
 * batch's id; its results, which may be read any number of times, are not recorded.
 */
export const batch: Operation = {
  type: 'action',
  matches: (method, path) => method === 'post' && /^\/v1\/messages\/batches(\?|$)/.test(path),
  pickRequest(body) {
    const requests = readArray(readObject(body).requests);
    const models = requests.flatMap(({ params }) => readString(readObject(params).model) ?? []);
    return { requests: requests.length, models: [...new Set(models)] };
  },
  mapRequest: (input) => ({ name: 'create batch', actionType: 'create_batch', input }),
  mapResponse(data) {
    const { id, processing_status } = readObject(data);
    return { output: { id, processingStatus: processing_status } };
  },
};

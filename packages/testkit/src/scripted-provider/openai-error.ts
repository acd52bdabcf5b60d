import type { JsonObject, WireError } from './wire-api.ts';

/** Types and codes as the OpenAI API sends them; any other 4xx is an `invalid_request_error`. */
const BY_STATUS: Record<number, { type: string; code: string | null }> = {
  401: { type: 'invalid_request_error', code: 'invalid_api_key' },
  403: { type: 'invalid_request_error', code: 'unsupported_country_region_territory' },
  404: { type: 'invalid_request_error', code: 'model_not_found' },
  429: { type: 'requests', code: 'rate_limit_exceeded' },
};

/** The body of an OpenAI error. */
export function openaiErrorBody(error: WireError): JsonObject {
  const usual = BY_STATUS[error.status] ?? {
    type: error.status < 500 ? 'invalid_request_error' : 'server_error',
    code: null,
  };
  return {
    error: {
      message: error.message,
      type: error.type ?? usual.type,
      param: null,
      code: error.code === undefined ? usual.code : error.code,
    },
  };
}

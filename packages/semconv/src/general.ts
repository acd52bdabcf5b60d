/** OpenTelemetry's stable names that are not of generative AI. */
export const ERROR_TYPE = 'error.type';
export const SERVER_ADDRESS = 'server.address';
export const SERVER_PORT = 'server.port';
export const HTTP_RESPONSE_STATUS_CODE = 'http.response.status_code';
export const SESSION_ID = 'session.id';
export const SERVICE_NAME = 'service.name';
export const ERROR_MESSAGE = 'error.message';

/** The span event of an exception, and its attributes. */
export const EXCEPTION = 'exception';
export const EXCEPTION_TYPE = 'exception.type';
export const EXCEPTION_MESSAGE = 'exception.message';
export const EXCEPTION_STACKTRACE = 'exception.stacktrace';

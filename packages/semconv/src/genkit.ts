/** Names of Genkit's tracing (https://github.com/firebase/genkit). */

/** `action`, `util`, `flow`, `flowStep`, `promptTemplate`, … */
export const GENKIT_TYPE = 'genkit:type';
/** Of an action: `model`, `tool`, `flow`, `embedder`, `retriever`, `prompt`, … */
export const GENKIT_METADATA_SUBTYPE = 'genkit:metadata:subtype';
export const GENKIT_NAME = 'genkit:name';
export const GENKIT_PATH = 'genkit:path';
export const GENKIT_INPUT = 'genkit:input';
export const GENKIT_OUTPUT = 'genkit:output';
/** `success` or `error`. */
export const GENKIT_STATE = 'genkit:state';
export const GENKIT_SESSION_ID = 'genkit:sessionId';

import {
  GEN_AI_REQUEST_CHOICE_COUNT,
  GEN_AI_REQUEST_ENCODING_FORMATS,
  GEN_AI_REQUEST_FREQUENCY_PENALTY,
  GEN_AI_REQUEST_MAX_TOKENS,
  GEN_AI_REQUEST_PRESENCE_PENALTY,
  GEN_AI_REQUEST_SEED,
  GEN_AI_REQUEST_STOP_SEQUENCES,
  GEN_AI_REQUEST_TEMPERATURE,
  GEN_AI_REQUEST_TOP_P,
} from '@agentops/semconv';
import type { ParameterName } from '@agentops/stainless';

export const parameters: readonly ParameterName[] = [
  ['temperature', GEN_AI_REQUEST_TEMPERATURE],
  ['top_p', GEN_AI_REQUEST_TOP_P],
  ['max_tokens', GEN_AI_REQUEST_MAX_TOKENS],
  ['max_completion_tokens', GEN_AI_REQUEST_MAX_TOKENS],
  ['max_output_tokens', GEN_AI_REQUEST_MAX_TOKENS],
  ['n', GEN_AI_REQUEST_CHOICE_COUNT],
  ['seed', GEN_AI_REQUEST_SEED],
  ['stop', GEN_AI_REQUEST_STOP_SEQUENCES],
  ['frequency_penalty', GEN_AI_REQUEST_FREQUENCY_PENALTY],
  ['presence_penalty', GEN_AI_REQUEST_PRESENCE_PENALTY],
  ['encoding_format', GEN_AI_REQUEST_ENCODING_FORMATS],
];
